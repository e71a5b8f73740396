/** The numbers of the outlines that judges were tried on, a row each. */
import { existsSync, readFileSync } from "node:fs";
import { type OutlineNumber, outlineNumberNames } from "@cmrkit/study";
import { writeFileAtomically } from "../training/atomic-file.ts";
import type { TriedDamage, TriedOutlines } from "./try-judge.ts";

export function writeTried(path: string, tried: readonly TriedOutlines[]): void {
  const rows = tried.map(({ patient, damage, numbers }) =>
    [patient, damage, ...outlineNumberNames.map((name) => numbers[name])].join(","),
  );
  writeFileAtomically(path, `${[["patient", "damage", ...outlineNumberNames].join(","), ...rows].join("\n")}\n`);
}

/** The outlines of a table that `writeTried` wrote; nothing where there is none. */
export function readTried(path: string): readonly TriedOutlines[] | undefined {
  if (!existsSync(path)) return undefined;
  const rows = readFileSync(path, "utf8").trim().split("\n").slice(1);
  return rows.map((row) => {
    const [patient, damage, ...cells] = row.split(",") as [string, TriedDamage, ...string[]];
    const numbers = outlineNumberNames.map((name, n) => [name, Number(cells[n])] as const);
    return { patient, damage, numbers: Object.fromEntries(numbers) as Record<OutlineNumber, number> };
  });
}
