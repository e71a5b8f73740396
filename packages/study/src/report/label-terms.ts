/** How a report tells where its labels come from. */
import type { LabelTable } from "@cmrkit/cardiac";
import type { LabelFacts } from "../input/label-source.ts";
import type { Term } from "./page.ts";

/** @param of Of which image, where there are several: " of native T1". */
export function labelTerms({ sha256, model, table }: LabelFacts, of = ""): readonly Term[] {
  if (model === undefined)
    return [
      [`Labels${of}`, `given, not made here; ${tableText(table)}`],
      [`SHA-256 of the labels${of}`, sha256 ?? ""],
    ];
  return [
    [`Labels${of}`, `drawn by ${model.name}, not checked by a person; ${tableText(table)}`],
    [`SHA-256 of the weights${of}`, model.sha256],
    [`Licence of the weights${of}`, model.licence],
  ];
}

function tableText(table: LabelTable): string {
  return Object.entries(table)
    .map(([number, name]) => `${number} ${name}`)
    .join(", ");
}
