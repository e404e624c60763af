/**
 * The server's clock, estimated from round trips (Cristian's algorithm).
 *
 * An answer was written at some time between sending and receiving. The middle is the best guess, wrong by half
 * the round trip at most, so of several samples the one with the smallest error counts. Local times come
 * from a monotonic clock, so that a change of the device's time has no effect.
 */

/** How many samples one estimate takes. */
export const CLOCK_SAMPLES = 5;

/** How often a connected client takes another sample, against the drift of the device's clock. */
export const CLOCK_INTERVAL_MS = 60_000;

const SAMPLES_KEPT = 8;

/** By how much two samples may differ beyond their errors. */
const DRIFT_MS = 20;

/**
 * One round trip in milliseconds: both ends on the local clock, the server's clock in between.
 *
 * A coarse clock, as that of the header `Date`, shows its time for `spanMs`.
 */
export interface ClockSample {
  readonly sentAt: number;
  readonly receivedAt: number;
  readonly serverTime: number;
  readonly spanMs?: number;
}

/** The milliseconds by which the server's clock is ahead of the local one, and the largest error. */
export interface ClockEstimate {
  readonly offsetMs: number;
  readonly errorMs: number;
}

/** The estimate of several samples; null without any. */
export function estimate(samples: readonly ClockSample[]): ClockEstimate | null {
  const best = samples.reduce<ClockSample | null>(
    (least, sample) => (least === null || errorOf(sample) < errorOf(least) ? sample : least),
    null,
  );
  if (best === null) return null;
  const errorMs = errorOf(best);
  return { offsetMs: offsetOf(best), errorMs };
}

/** A clock that shows the server's time; before the first sample it shows the device's. */
export class ServerClock {
  private samples: readonly ClockSample[] = [];
  private outdated = false;

  constructor(private readonly local: () => number = () => performance.now()) {}

  /** The local time, for a sample. */
  localNow(): number {
    return this.local();
  }

  add(sample: ClockSample): void {
    const kept = this.outdated || this.contradicts(sample) ? [] : this.samples;
    this.samples = [...kept, sample].slice(-SAMPLES_KEPT);
    this.outdated = false;
  }

  /** Let the next sample replace all others: the local clock may have stood still while the device slept. */
  outdate(): void {
    this.outdated = true;
  }

  estimate(): ClockEstimate | null {
    return estimate(this.samples);
  }

  /** The server's time now, in ms since the epoch. */
  now(): number {
    return this.at(this.local());
  }

  /** The server's time at a moment of the local clock. */
  at(local: number): number {
    const known = this.estimate();
    return known === null ? Date.now() - this.local() + local : local + known.offsetMs;
  }

  /** Whether one of the two clocks has jumped, or the local one stood still, since the other samples. */
  private contradicts(sample: ClockSample): boolean {
    const known = this.estimate();
    if (known === null) return false;
    return Math.abs(offsetOf(sample) - known.offsetMs) > errorOf(sample) + known.errorMs + DRIFT_MS;
  }
}

function errorOf({ sentAt, receivedAt, spanMs = 0 }: ClockSample): number {
  return (receivedAt - sentAt + spanMs) / 2;
}

/** By how much the server's clock is ahead, if it was read in the middle. */
function offsetOf({ sentAt, receivedAt, serverTime, spanMs = 0 }: ClockSample): number {
  return serverTime + spanMs / 2 - (sentAt + receivedAt) / 2;
}
