/** The two kinds of notifications of the SDK. */

export type Unsubscribe = () => void;

/** A notification without a lasting value. */
export class Signal<T> {
  private readonly listeners = new Set<(value: T) => void>();

  /** Call `listener` from now on, until the returned function is called. */
  subscribe(listener: (value: T) => void): Unsubscribe {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  emit(value: T): void {
    for (const listener of [...this.listeners]) listener(value);
  }
}

/** A value that notifies its listeners of every change. */
export class Observable<T> {
  private readonly changed = new Signal<T>();

  constructor(private current: T) {}

  get value(): T {
    return this.current;
  }

  set(value: T): void {
    if (value === this.current) return;
    this.current = value;
    this.changed.emit(value);
  }

  /** Call `listener` with the value now and at every change. */
  subscribe(listener: (value: T) => void): Unsubscribe {
    listener(this.current);
    return this.changed.subscribe(listener);
  }
}
