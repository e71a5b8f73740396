/** From labelled patients' cines and an encoder to a calibrated check of images. */
import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { SessionOptions } from "@cmrkit/runtime";
import { type ImageCheckFile, modelFiles } from "@cmrkit/study";
import { float32, type HostTensor, type NamedTensors, writeSafetensors } from "@cmrkit/tensor";
import { weightsLicence } from "../segmentation/export.ts";
import { writeFileAtomically } from "../training/atomic-file.ts";
import { halved } from "../training/half-precision.ts";
import { calibrateImages, type ImageCheckFacts, requireEnough } from "./image-calibration.ts";
import { imageCheckCard } from "./image-check-card.ts";
import { featuresOfHearts, imageCheckModel, imageCheckWeights, usualNames } from "./image-features.ts";
import type { JudgedHeart } from "./judged-heart.ts";
import { openPretrainedEncoder } from "./pretrained-encoder.ts";
import { fitUsualImages, precisionOf, type UsualImages } from "./usual-images.ts";

export interface ImageCheckMaking {
  readonly hearts: readonly JudgedHeart[];
  /** Folder of a pre-trained masked autoencoder. */
  readonly encoderFolder: string;
  /** Receives `model/`, `card.md` and `distances.csv`. */
  readonly out: string;
  readonly name: string;
  readonly session?: SessionOptions;
  readonly onHeart?: (done: number, of: number) => void;
}

/**
 * Writes the model of a check and its card.
 * @throws {LearnError} `bad-config` for fewer patients than folds; `data-missing`, `bad-checkpoint` for a folder of no such encoder.
 */
export async function makeImageCheck(making: ImageCheckMaking): Promise<ImageCheckFacts> {
  const { hearts, encoderFolder, out, name, session = {}, onHeart = () => {} } = making;
  requireEnough(hearts.length);
  const { config, tensors } = openPretrainedEncoder(encoderFolder);
  const weights = halved(new Map(imageCheckWeights(config).map((each) => [each, tensors.get(each)!])));
  const features = await featuresOfHearts(hearts, { config, weights }, session, (done) => onHeart(done, hearts.length));
  const facts = calibrateImages(
    hearts.map(({ id }) => id),
    features,
  );
  const { limit, tried } = facts;
  const usual = usualTensors(fitUsualImages(features));
  const written = writeCheck(join(out, "model"), name, limit, new Map([...weights, ...usual]), imageCheckModel(config));
  const rows = tried.map(({ id, fold, distance }) => `${id},${fold + 1},${distance.toFixed(3)}`);
  writeFileAtomically(join(out, "distances.csv"), `${["patient,fold,distance", ...rows].join("\n")}\n`);
  writeFileAtomically(join(out, "card.md"), imageCheckCard({ name, facts, ...written }));
  return facts;
}

/** At full precision: their products nearly cancel. */
function usualTensors(usual: UsualImages): Map<string, HostTensor> {
  const { width, mean, scale } = usual;
  return new Map([
    [usualNames.mean, float32([1, width], Float32Array.from(mean))],
    [usualNames.scale, float32([1, width], Float32Array.from(scale))],
    [usualNames.precision, float32([width, width], precisionOf(usual))],
  ]);
}

function writeCheck(folder: string, name: string, limit: number, weights: NamedTensors, network: Uint8Array) {
  mkdirSync(folder, { recursive: true });
  const card: ImageCheckFile = {
    schema: "cmrkit.model/1",
    name,
    task: "image-check",
    licence: weightsLicence("acdc"),
    limit,
  };
  const bytes = writeSafetensors(weights, { name, licence: weightsLicence("acdc") });
  writeFileAtomically(join(folder, modelFiles.weights), bytes);
  writeFileAtomically(join(folder, modelFiles.network), network);
  writeFileAtomically(join(folder, modelFiles.card), `${JSON.stringify(card, null, 2)}\n`);
  return { sha256: createHash("sha256").update(bytes).digest("hex"), bytes: bytes.length };
}
