/**
 * The server's clock, estimated from round trips (Cristian's algorithm).
 *
 * An answer was written somewhere between sending and receiving. Halfway is the best guess, wrong
 * by half the round trip at most: of several samples the one with the least round trip counts.
 * Local times come from a monotonic clock, so that a change of the device's time moves nothing.
 */

/** One round trip: both ends on the local clock, and what the server's clock said in between. */
export interface ClockSample {
  readonly sentAt: number;
  readonly receivedAt: number;
  readonly serverTime: number;
}

/** How far the server's clock is ahead of the local one, in ms, and how wrong that may be. */
export interface ClockEstimate {
  readonly offsetMs: number;
  readonly errorMs: number;
}

const SAMPLES_KEPT = 8;

/** The estimate of several samples; null without any. */
export function estimate(samples: readonly ClockSample[]): ClockEstimate | null {
  const best = samples.reduce<ClockSample | null>(
    (least, sample) => (least === null || roundTrip(sample) < roundTrip(least) ? sample : least),
    null,
  );
  if (best === null) return null;
  const errorMs = roundTrip(best) / 2;
  return { offsetMs: best.serverTime - (best.sentAt + errorMs), errorMs };
}

/** A clock that tells the server's time; the device's own until the first sample. */
export class ServerClock {
  private samples: readonly ClockSample[] = [];
  private outdated = false;

  constructor(private readonly local: () => number = () => performance.now()) {}

  /** The local moment that a sample is made of. */
  localNow(): number {
    return this.local();
  }

  add(sample: ClockSample): void {
    const known = this.outdated ? [] : this.samples;
    this.samples = [...known, sample].slice(-SAMPLES_KEPT);
    this.outdated = false;
  }

  /** Let the next sample replace all: while the device slept, the local clock may have stood still. */
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

function roundTrip(sample: ClockSample): number {
  return sample.receivedAt - sample.sentAt;
}
