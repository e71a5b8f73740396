/** Many small changes as few transactions: each costs a flush of the disk. */
import type { DatabaseSync } from "node:sqlite";

/** Changes between two commits: what a power cut may cost, some seconds of reading. A flush takes up to half a second. */
const CHANGES_PER_TRANSACTION = 2000;

/** A class for its state: the transaction that is open. What a failed change began is rolled back with its transaction. */
export class Transactions {
  readonly #database: DatabaseSync;
  #changes = 0;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  add(change: () => void): void {
    if (this.#changes === 0) this.#database.exec("BEGIN");
    this.#changes += 1;
    change();
    if (this.#changes >= CHANGES_PER_TRANSACTION) this.commit();
  }

  commit(): void {
    if (this.#changes > 0) this.#database.exec("COMMIT");
    this.#changes = 0;
  }
}
