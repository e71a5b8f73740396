/** The folds of a cross-validation as one model. */
import { splitInto } from "../datasets/split.ts";
import { LearnError } from "../errors.ts";
import { modelOrigin, readModelWeights, readTrainingFacts, type TrainingFacts, writeModel } from "./export.ts";
import { memberPrefix, segmentationEnsemble } from "./network.ts";
import { requireSameDesign } from "./same-design.ts";

/**
 * Writes the folds of a cross-validation as one model, which averages their probabilities. It looks at every window once: the
 * members take the place of flips.
 * @param members Their folders, as training wrote them.
 * @throws {LearnError} `bad-config` for fewer than two or for different networks or plans, `bad-split` when two held out the same
 *   patient, `bad-checkpoint` for a folder that is no model.
 */
export function writeSegmentationEnsemble(folder: string, name: string, members: readonly string[]): void {
  const each = members.map(readTrainingFacts);
  requireFolds(members, each);
  const { config } = each[0]!;
  const weights = members.flatMap((member, at) =>
    [...readModelWeights(member)].map(([path, value]) => [memberPrefix(at) + path, value] as const),
  );
  const facts: TrainingFacts = {
    config,
    split: splitInto([...new Set(each.flatMap(({ split }) => split.training))], []),
    steps: each.reduce((sum, { steps }) => sum + steps, 0),
    members: members.map(modelOrigin),
  };
  writeModel(folder, {
    name,
    plan: { ...config.plan, testTimeFlips: false },
    network: segmentationEnsemble(config, members.length),
    weights: new Map(weights),
    facts,
  });
}

function requireFolds(members: readonly string[], each: readonly TrainingFacts[]): void {
  requireSameDesign(members, each);
  requireHeldOutOnce(members.map((member, at) => ({ model: member, patients: each[at]!.split.validation })));
}

/** @throws {LearnError} `bad-split` when two models held out the same patient: they are no folds of one cross-validation. */
export function requireHeldOutOnce(
  folds: readonly { readonly model: string; readonly patients: readonly string[] }[],
): void {
  const seen = new Map<string, string>();
  for (const { model, patients } of folds)
    for (const id of patients) {
      const other = seen.get(id);
      if (other !== undefined)
        throw new LearnError("bad-split", `${id} was held out from both ${other} and ${model}, which are no two folds`);
      seen.set(id, model);
    }
}
