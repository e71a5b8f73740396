/** What model some weights belong to, from their names and shapes. */
import { ShapeError } from "@cmrkit/tensor";
import { LearnError } from "../errors.ts";
import { compareWeights, type WeightComparison } from "./comparison.ts";
import { convUNetRFamily, convViTFamily, encoderFamily, maskedAutoencoderFamily } from "./families/cinema.ts";
import { dinoFamily } from "./families/dino.ts";
import type { Family, Hints, RecognisedModel } from "./families/family.ts";
import { imageCheckFamily } from "./families/image-check.ts";
import { resNetFamily } from "./families/resnet.ts";
import { patchUNetFamily, unetFamily } from "./families/unet.ts";
import { vitFamily } from "./families/vit.ts";
import type { TensorShapes } from "./tensor-shapes.ts";

export interface IdentifiedModel extends RecognisedModel {
  readonly comparison: WeightComparison;
}

/** The more particular before the more general: ConvViT holds all that the bare encoder does. */
const families: readonly Family[] = [
  maskedAutoencoderFamily,
  convUNetRFamily,
  convViTFamily,
  imageCheckFamily,
  encoderFamily,
  dinoFamily,
  vitFamily,
  resNetFamily,
  unetFamily,
  patchUNetFamily,
];

/**
 * The model of these weights, or `undefined` when it is none that cmrkit knows.
 * @param hints What a configuration beside the weights tells and shapes do not.
 * @throws {LearnError} `bad-checkpoint` when they look like a known model and contradict themselves.
 */
export function identifyModel(shapes: TensorShapes, hints: Hints = {}): IdentifiedModel | undefined {
  for (const family of families) {
    const model = recognisedBy(family, shapes, hints);
    if (model) return { ...model, comparison: compareWeights(model, shapes) };
  }
  return undefined;
}

function recognisedBy(family: Family, shapes: TensorShapes, hints: Hints): RecognisedModel | undefined {
  try {
    return family.recognise(shapes, hints);
  } catch (error) {
    if (error instanceof ShapeError) throw impossible(error, hints);
    throw error;
  }
}

function impossible({ message }: ShapeError, hints: Hints): LearnError {
  return Object.values(hints).some((hint) => hint !== undefined)
    ? new LearnError("bad-config", `these weights and the configuration beside them make no model: ${message}`)
    : new LearnError("bad-checkpoint", `the shapes of these weights make no model: ${message}`);
}
