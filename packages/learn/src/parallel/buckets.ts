/** Many small arrays as few large ones, because every message between processes costs time of its own. */

/** A stretch of one array and where it lies in the bucket. */
interface Placed {
  readonly part: Float32Array;
  readonly at: number;
}

/**
 * Passes the numbers of all arrays, one array after another, through a bucket: `change` gets each filling of it, and what
 * it leaves there goes back to where it came from. Equal lengths of arrays make equal fillings.
 */
export async function throughBucket(
  arrays: readonly Float32Array[],
  bucket: Float32Array,
  change: (filled: Float32Array) => Promise<void>,
): Promise<void> {
  for (const filling of fillings(arrays, bucket.length)) {
    for (const { part, at } of filling) bucket.set(part, at);
    const last = filling.at(-1)!;
    await change(bucket.subarray(0, last.at + last.part.length));
    for (const { part, at } of filling) part.set(bucket.subarray(at, at + part.length));
  }
}

function* fillings(arrays: readonly Float32Array[], capacity: number): Generator<readonly Placed[]> {
  let filling: Placed[] = [];
  let used = 0;
  for (const array of arrays) {
    for (let start = 0; start < array.length; ) {
      const part = array.subarray(start, start + capacity - used);
      filling.push({ part, at: used });
      start += part.length;
      used += part.length;
      if (used < capacity) continue;
      yield filling;
      filling = [];
      used = 0;
    }
  }
  if (filling.length > 0) yield filling;
}
