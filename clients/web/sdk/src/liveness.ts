/**
 * Whether the server still answers on an open connection.
 *
 * Every message is a sign of life. Without one for about a second the server is asked, and without an answer to that
 * the connection is silent: within three seconds of the last message. A busy item costs no question, and nothing is
 * asked while nobody needs to know (decision 0187).
 */

/** How long nothing may have arrived before the server is asked; up to half of it is added at random. */
export const PROBED_AFTER_MS = 1_000;

/** How long nothing may have arrived at most before the connection counts as silent. */
export const SILENT_AFTER_MS = 2_750;

/** After how long a silent connection is replaced by a new one, perhaps to another node; up to half is added. */
export const REPLACED_AFTER_MS = 10_000;

/** How long the server may take for any sign after it was asked. */
const SIGN_DUE_MS = SILENT_AFTER_MS - 1.5 * PROBED_AFTER_MS;

/** A check that comes so late shows that the program was busy. Messages that have arrived meanwhile are read first. */
const BUSY_MS = 250;

/** A check that comes so late means that the device slept. */
const SLEPT_MS = 3_000;

export interface LivenessActions {
  /** Ask the server for any answer. */
  ask(): void;
  /** Whether somebody needs to know now. */
  isNeeded(): boolean;
  setSilent(silent: boolean): void;
  /** The device slept, so that local times may be wrong. */
  slept(): void;
  giveUp(): void;
}

export class Liveness {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private lastAt = 0;
  private askedAt: number | null = null;
  private dueAt = 0;
  private silent = false;
  private quietMs = PROBED_AFTER_MS;
  private giveUpMs = REPLACED_AFTER_MS;

  constructor(
    private readonly actions: LivenessActions,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** A connection is open. */
  start(): void {
    this.received();
    this.spread();
    this.check();
  }

  /** The connection is lost or ended. */
  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.askedAt = null;
    this.silent = false;
  }

  /** Something has arrived. */
  received(): void {
    this.lastAt = this.now();
    this.askedAt = null;
    if (!this.silent) return;
    this.silent = false;
    this.actions.setSilent(false);
  }

  /** Ask at once, for example when the page is seen again. */
  askNow(): void {
    if (this.timer === undefined || this.silent) return;
    this.ask();
    this.checkIn(SIGN_DUE_MS);
  }

  private check(): void {
    const now = this.now();
    const lateMs = this.silent || this.timer === undefined ? 0 : now - this.dueAt;
    if (lateMs > SLEPT_MS) {
      // The server gets its full time from now on.
      this.actions.slept();
      this.askedAt = null;
    } else if (lateMs > BUSY_MS) {
      return this.checkIn(BUSY_MS);
    }
    // A clock that was set back is not waited for.
    if (this.askedAt !== null) return this.checkAnswer(Math.max(0, now - this.askedAt));
    const quietFor = Math.max(0, now - this.lastAt);
    if (quietFor < this.quietMs) return this.checkIn(this.quietMs - quietFor);
    if (!this.actions.isNeeded()) return this.checkIn(this.quietMs);
    this.ask();
    this.checkIn(SIGN_DUE_MS);
  }

  private checkAnswer(waitedMs: number): void {
    if (waitedMs < SIGN_DUE_MS) return this.checkIn(SIGN_DUE_MS - waitedMs);
    if (!this.silent) {
      this.silent = true;
      this.actions.setSilent(true);
    }
    if (waitedMs >= this.giveUpMs) return this.actions.giveUp();
    this.checkIn(Math.min(this.quietMs, this.giveUpMs - waitedMs));
  }

  private ask(): void {
    this.askedAt = this.now();
    this.spread();
    this.actions.ask();
  }

  private checkIn(ms: number): void {
    clearTimeout(this.timer);
    this.dueAt = this.now() + ms;
    this.timer = setTimeout(() => this.check(), ms);
  }

  /** Clients that were connected together do not ask together. */
  private spread(): void {
    this.quietMs = PROBED_AFTER_MS * (1 + Math.random() / 2);
    this.giveUpMs = REPLACED_AFTER_MS * (1 + Math.random() / 2);
  }
}
