/**
 * The server's clock, estimated from round trips (Cristian's algorithm).
 *
 * An answer was written at some time between sending and receiving. The middle is the best guess, wrong by half
 * the round trip at most, so of several samples the one with the shortest round trip counts. Local times come
 * from a monotonic clock, so that a change of the device's time has no effect.
 */

/** How many samples one estimate takes. */
export const CLOCK_SAMPLES = 5;

/** How often a connected client takes another sample, against the drift of the device's clock. */
export const CLOCK_INTERVAL_MS = 60_000;

const SAMPLES_KEPT = 8;

/** One round trip in milliseconds: both ends on the local clock, the server's clock in between. */
export interface ClockSample {
  readonly sentAt: number;
  readonly receivedAt: number;
  readonly serverTime: number;
}

/** The milliseconds by which the server's clock is ahead of the local one, and the largest error. */
export interface ClockEstimate {
  readonly offsetMs: number;
  readonly errorMs: number;
}

/** The estimate of several samples; null without any. */
export function estimate(samples: readonly ClockSample[]): ClockEstimate | null {
  const best = samples.reduce<ClockSample | null>(
    (least, sample) => (least === null || roundTripMs(sample) < roundTripMs(least) ? sample : least),
    null,
  );
  if (best === null) return null;
  const errorMs = roundTripMs(best) / 2;
  return { offsetMs: best.serverTime - (best.sentAt + errorMs), errorMs };
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
    const kept = this.outdated ? [] : this.samples;
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
    const known = this.estimate();
    return known === null ? Date.now() : this.local() + known.offsetMs;
  }
}

function roundTripMs(sample: ClockSample): number {
  return sample.receivedAt - sample.sentAt;
}
