/** The split that the owners of a data set published, so that results can be set beside theirs. */
import { LearnError } from "../errors.ts";
import type { DataCase } from "./data-set.ts";
import type { PatientCount } from "./patient-count.ts";
import { type PatientSplit, splitOf, stratifiedSplit } from "./patient-split.ts";
import { casesOfPatients } from "./patients.ts";

export interface OwnersSplitOptions {
  readonly seed: number;
  /** Drawn from the owners' training patients where they hold none out for validation. */
  readonly validation?: PatientCount;
}

type Side = NonNullable<DataCase["split"]>;

/**
 * @throws {LearnError} `bad-split` when a case is on no side, a patient on two, nobody trains, or nobody validates and no count says
 *   who is to.
 */
export function ownersSplit(cases: readonly DataCase[], { seed, validation }: OwnersSplitOptions): PatientSplit {
  const sideOf = sidesOf(cases);
  const on = (side: Side) => [...sideOf].filter(([, own]) => own === side).map(([patient]) => patient);
  const [training, test] = [on("training"), on("test")];
  if (training.length === 0)
    throw new LearnError(
      "bad-split",
      "the owners' split has no training patient here; give the folder of the whole set",
    );
  const validating = on("validation");
  if (validating.length > 0) return splitOf({ training, validation: validating, test });
  if (validation === undefined)
    throw new LearnError(
      "bad-split",
      `the owners hold nobody out for validation; say how many of the ${training.length} training patients, as in {owners: true, validation: "10%"}`,
    );
  const drawn = stratifiedSplit(casesOfPatients(cases, training), { seed, validation });
  return splitOf({ training: drawn.training, validation: drawn.validation, test });
}

function sidesOf(cases: readonly DataCase[]): ReadonlyMap<string, Side> {
  const sideOf = new Map<string, Side>();
  for (const { id, patient, split } of cases) {
    if (split === undefined)
      throw new LearnError(
        "bad-split",
        `case ${id} is on no side of an owners' split; draw one by counts, or list patients`,
      );
    const other = sideOf.get(patient);
    if (other !== undefined && other !== split)
      throw new LearnError(
        "bad-split",
        `patient ${patient} is on two sides of the owners' split, ${other} and ${split}`,
      );
    sideOf.set(patient, split);
  }
  return sideOf;
}
