/** What a file beside the weights says the model is. */
import type { FamilyName, Hints } from "../families/family.ts";

export interface ModelDescription {
  readonly path: string;
  readonly family: FamilyName;
  /** In the form of `RecognisedModel.config`. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly hints: Hints;
  /** What the model was trained for, as in "segmentation on acdc". */
  readonly task?: string | undefined;
  readonly warnings: readonly string[];
}
