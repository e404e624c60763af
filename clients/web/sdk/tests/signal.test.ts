import { expect, test } from "vitest";
import { Observable, Signal } from "../src/signal";

test("a signal calls its listeners until they unsubscribe", () => {
  const signal = new Signal<number>();
  const received: number[] = [];
  signal.emit(1);
  const unsubscribe = signal.subscribe((value) => received.push(value));
  signal.emit(2);
  unsubscribe();
  signal.emit(3);
  expect(received).toEqual([2]);
});

test("a listener that unsubscribes another in its call does not disturb the round", () => {
  const signal = new Signal<number>();
  const received: string[] = [];
  const unsubscribe = signal.subscribe(() => {
    received.push("first");
    unsubscribe();
  });
  signal.subscribe(() => received.push("second"));
  signal.emit(1);
  signal.emit(2);
  expect(received).toEqual(["first", "second", "second"]);
});

test("an observable passes its value at once, and then every change", () => {
  const observable = new Observable("a");
  const received: string[] = [];
  observable.subscribe((value) => received.push(value));
  observable.set("a");
  observable.set("b");
  expect(received).toEqual(["a", "b"]);
  expect(observable.value).toBe("b");
});
