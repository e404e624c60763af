/** The samples of the server's clock, taken when a connection opens and once a minute. */

import { CLOCK_INTERVAL_MS, ServerClock } from "./serverClock.js";

export class ClockSampling {
  readonly clock = new ServerClock();
  private readonly timer: ReturnType<typeof setInterval>;

  /** `ask` has the clock read, which adds a sample, as far as there is a connection. */
  constructor(private readonly ask: () => Promise<unknown>) {
    this.timer = setInterval(() => void this.ask(), CLOCK_INTERVAL_MS);
  }

  async take(samples: number): Promise<void> {
    for (let sample = 0; sample < samples; sample++) await this.ask();
  }

  stop(): void {
    clearInterval(this.timer);
  }
}
