/** Ranks from 1 on, where equal values share the mean of the ranks that they take up together. */
export function midranks(values: readonly number[]): number[] {
  const order = values.map((_, at) => at).sort((a, b) => values[a]! - values[b]!);
  const ranks = new Array<number>(values.length).fill(0);
  for (let first = 0, last = 0; first < order.length; first = last + 1) {
    last = first;
    while (last + 1 < order.length && values[order[last + 1]!] === values[order[first]!]) last += 1;
    for (let at = first; at <= last; at++) ranks[order[at]!] = (first + last) / 2 + 1;
  }
  return ranks;
}
