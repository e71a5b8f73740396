/**
 * Right, unknown and wrong names of series, from what `cmr inspect --json` prints.
 *   npx -c 'node experiments/0033-series-count/count.ts NAME=FOLDER…' where each FOLDER holds HEART.json
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** By the number of the series, as `cmr phantom` writes them. */
const TRUTH: Readonly<Record<number, readonly [sequence: string, view: string]>> = {
  1: ["cine", "sax"],
  2: ["cine", "lax_2c"],
  3: ["cine", "lax_3c"],
  4: ["cine", "lax_4c"],
  5: ["lge", "sax"],
  6: ["t1_map", "sax"],
  8: ["t2_map", "sax"],
};

interface Series {
  readonly seriesNumber: number;
  readonly sequence: { readonly kind: string; readonly value?: string };
  readonly view: { readonly kind: string; readonly value?: string };
}

function verdict(found: Series["sequence"], truth: string): string {
  if (found.kind === "unknown") return "unknown";
  return found.value === truth ? "right" : `${found.value}`;
}

process.stdout.write("headers,series,sequence,view,count\n");
for (const argument of process.argv.slice(2)) {
  const [name, folder] = argument.split("=") as [string, string];
  const rows = readdirSync(folder).flatMap((file) => {
    const { series } = JSON.parse(readFileSync(join(folder, file), "utf8")) as { readonly series: readonly Series[] };
    return series.map(({ seriesNumber, sequence, view }) => {
      const [wantedSequence, wantedView] = TRUTH[seriesNumber]!;
      return `${name},${seriesNumber} ${wantedSequence} ${wantedView},${verdict(sequence, wantedSequence)},${verdict(view, wantedView)}`;
    });
  });
  for (const [row, own] of [...Map.groupBy(rows, (each) => each)].sort()) process.stdout.write(`${row},${own.length}\n`);
}
