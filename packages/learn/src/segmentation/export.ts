/** The trained network as the folder that `cmr analyze` opens. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { modelFiles, type SegmentationModelFile } from "@cmrkit/study";
import { encodeFloat16, type HostTensor, type NamedTensors, writeSafetensors } from "@cmrkit/tensor";
import { writeFileAtomically } from "../training/atomic-file.ts";
import type { SegmentationConfig } from "./config.ts";
import { segmentationModel } from "./network.ts";

/** What the weights may be used for, given what they learnt from. Source: terms of the ACDC data set. */
export const ACDC_WEIGHTS_LICENCE =
  "CC BY-NC-SA 4.0 (trained on ACDC, Bernard et al. 2018, doi:10.1109/TMI.2018.2837502); research use only";

/**
 * Writes `model.json`, `network.onnx` and `weights.safetensors` (half precision) into a folder.
 * @param metadata Facts about the training that ride in the weight file.
 */
export function writeSegmentationModel(
  folder: string,
  config: SegmentationConfig,
  weights: NamedTensors,
  { name, metadata }: { name: string; metadata: Readonly<Record<string, string>> },
): void {
  mkdirSync(folder, { recursive: true });
  const card: SegmentationModelFile = {
    schema: "cmrkit.model/1",
    name,
    task: "cine-sax-segmentation",
    licence: ACDC_WEIGHTS_LICENCE,
    plan: config.plan,
  };
  const bytes = writeSafetensors(halved(weights), { ...metadata, licence: ACDC_WEIGHTS_LICENCE });
  writeFileAtomically(join(folder, modelFiles.weights), bytes);
  writeFileAtomically(join(folder, modelFiles.network), segmentationModel(config));
  writeFileAtomically(join(folder, modelFiles.card), `${JSON.stringify(card, null, 2)}\n`);
}

function halved(weights: NamedTensors): Map<string, HostTensor> {
  return new Map(
    [...weights].map(([name, { data, shape }]) => {
      if (!(data instanceof Float32Array)) throw new TypeError(`internal: weight ${name} is no float32 tensor`);
      return [name, { dtype: "float16", shape, data: encodeFloat16(data) }];
    }),
  );
}
