/** What the processes under measurement report: which runs began, and how many have ended. */
import { now } from './clock.mjs';

/** Counts ends, remembers begins, and wakes whoever waits. Times are those of `now()` in the reporting process. */
export class Tally {
  ended = 0;
  lastEnd = 0;
  /** Beginning of the first step, by the id its contestant gave the run. */
  begins = new Map();
  #waiting = null;

  end(at = now(), count = 1) {
    this.ended += count;
    this.lastEnd = Math.max(this.lastEnd, at);
    this.#waiting?.();
  }

  begin(id, at = now()) {
    this.begins.set(id, at);
    this.#waiting?.();
  }

  /** Reports of a process come in batches of [kind, id, time]. */
  hear(events) {
    for (const [kind, id, at] of events) {
      if (kind === 'end') this.end(at);
      else this.begin(id, at);
    }
  }

  /** Resolves with the time of the last end once `count` runs have ended since the bench began. */
  ends(count, timeoutMs) {
    return this.#wait(() => this.ended >= count, timeoutMs).then(() => this.lastEnd);
  }

  begun(count, timeoutMs) {
    return this.#wait(() => this.begins.size >= count, timeoutMs);
  }

  #wait(condition, timeoutMs) {
    return new Promise((resolve, reject) => {
      const settle = (outcome) => {
        this.#waiting = null;
        clearTimeout(timer);
        outcome();
      };
      const timer = setTimeout(
        () =>
          settle(() => reject(new Error(`not within ${timeoutMs / 1000} s; ${this.ended} runs have ended`))),
        timeoutMs,
      );
      this.#waiting = () => condition() && settle(resolve);
      this.#waiting();
    });
  }
}
