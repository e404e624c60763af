/** The places in the pages that the reader has left: going back shows the same filters and the same position. */

const WAIT_MS = 100;

interface Place {
  readonly top: number;
}

/** Remember the position in the present page whenever it has been scrolled. */
export function keepPlaces(): void {
  history.scrollRestoration = "manual";
  let timer: ReturnType<typeof setTimeout> | undefined;
  let hash = location.hash;
  const keep = () => {
    clearTimeout(timer);
    timer = undefined;
    // The reader may have gone on in the meantime; the entry is then another page's.
    if (hash === location.hash) history.replaceState({ top: window.scrollY } satisfies Place, "");
  };
  window.addEventListener(
    "scroll",
    () => {
      hash = location.hash;
      timer ??= setTimeout(keep, WAIT_MS);
    },
    { passive: true },
  );
  // A tap on a link may come before the wait is over.
  document.addEventListener(
    "click",
    () => {
      hash = location.hash;
      keep();
    },
    { capture: true },
  );
}

/** The position that was kept for the present page; the top of a page that is new. */
export function keptTop(): number {
  const top = (history.state as Place | null)?.top;
  return typeof top === "number" ? top : 0;
}

/** What a few pages keep of their content, so that going back needs no wait. */
export class Kept<T> {
  private readonly entries = new Map<string, T>();

  constructor(private readonly max = 4) {}

  get(address: string): T | undefined {
    return this.entries.get(address);
  }

  put(address: string, content: T): void {
    this.entries.delete(address);
    this.entries.set(address, content);
    const [oldest] = this.entries.keys();
    if (this.entries.size > this.max && oldest !== undefined) this.entries.delete(oldest);
  }
}
