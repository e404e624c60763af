/** The samples of the server's clock, taken when a connection opens and once a minute. */

import type { Answer, ClockAnswer } from "./messages/index.js";
import { CLOCK_INTERVAL_MS, ServerClock } from "./serverClock.js";

export type AskClock = (sentAt: number) => Promise<Answer<ClockAnswer>> | null;

export class ClockSampling {
  readonly clock = new ServerClock();
  private readonly timer: ReturnType<typeof setInterval>;

  /** `ask` returns null while there is no connection. */
  constructor(private readonly ask: AskClock) {
    this.timer = setInterval(() => void this.sample(), CLOCK_INTERVAL_MS);
  }

  async take(samples: number): Promise<void> {
    for (let sample = 0; sample < samples; sample++) await this.sample();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private async sample(): Promise<void> {
    const sentAt = this.clock.localNow();
    const answer = await this.ask(sentAt);
    const receivedAt = this.clock.localNow();
    if (answer?.ok) this.clock.add({ sentAt, receivedAt, serverTime: answer.server_time });
  }
}
