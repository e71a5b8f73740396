/**
 * The text beside each EMIDEC case: lines such as `Sex : F`, `Age : 70`, `FEVG : 60`. Keys carry stray signs in some files
 * (`Sex†`), so only their letters count.
 */
import { existsSync, readFileSync } from "node:fs";
import type { CaseFacts } from "./data-set.ts";
import { stated } from "./stated.ts";
import { numberOf, sexOf } from "./table-cells.ts";

/**
 * Sex and age; nothing where there is no such text. The ejection fraction is left out: it was measured by echocardiography.
 * @throws {LearnError} `bad-table` for an age that is no number, or another sex than F and M.
 */
export function readEmidecFacts(path: string): Pick<CaseFacts, "sex" | "ageYears"> {
  if (!existsSync(path)) return {};
  const lines = readFileSync(path, "latin1")
    .split(/\r?\n/)
    .map((line) => line.split(":"));
  const values = new Map(lines.map(([key = "", value = ""]) => [key.replace(/[^A-Za-z]/g, ""), value.trim()]));
  return stated({ sex: sexOf(values.get("Sex"), path), ageYears: numberOf(values.get("Age"), "Age", path) });
}
