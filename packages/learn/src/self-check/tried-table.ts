/** What judges said of the outlines that they were tried on, a row a slice. */
import { existsSync, readFileSync } from "node:fs";
import { writeFileAtomically } from "../training/atomic-file.ts";
import type { TriedDamage, TriedOutlines } from "./try-judge.ts";

const HEADER = "patient,damage,phase,slice,wrong_pixels,surely_wrong_pixels,labelled_pixels";

export function writeTried(path: string, tried: readonly TriedOutlines[]): void {
  const rows = tried.flatMap(({ patient, damage, slices }) =>
    slices.map(({ phase, k, wrongPixels, surelyWrongPixels, labelledPixels }) =>
      [patient, damage, phase, k, wrongPixels.toFixed(3), surelyWrongPixels, labelledPixels].join(","),
    ),
  );
  writeFileAtomically(path, `${[HEADER, ...rows].join("\n")}\n`);
}

/** The outlines of a table that `writeTried` wrote; nothing where there is none. */
export function readTried(path: string): readonly TriedOutlines[] | undefined {
  if (!existsSync(path)) return undefined;
  const tried = new Map<string, TriedOutlines & { readonly slices: TriedOutlines["slices"][number][] }>();
  for (const row of readFileSync(path, "utf8").trim().split("\n").slice(1)) {
    const [patient, damage, phase, k, wrong, surely, labelled] = row.split(",") as [
      string,
      TriedDamage,
      "ed" | "es",
      ...string[],
    ];
    const key = `${patient},${damage}`;
    if (!tried.has(key)) tried.set(key, { patient, damage, slices: [] });
    tried.get(key)!.slices.push({
      phase,
      k: Number(k),
      wrongPixels: Number(wrong),
      surelyWrongPixels: Number(surely),
      labelledPixels: Number(labelled),
    });
  }
  return [...tried.values()];
}
