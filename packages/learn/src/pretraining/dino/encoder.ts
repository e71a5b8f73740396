/** The teacher's backbone made runnable: frozen features and attention of images, many at a time. */
import { openSession, type Session, type SessionOptions } from "@cmrkit/runtime";
import { float32, type NamedTensors } from "@cmrkit/tensor";
import { backboneOf, type DinoPretrainingConfig } from "./config.ts";
import { encoderModel, encoderNames } from "./network.ts";

/** What the encoder makes of one image. */
export interface Encoding {
  /** (E): the class token. */
  readonly features: Float32Array;
  /** (N, E), of the patches, x fastest. */
  readonly tokens: Float32Array;
  /** (H, gy, gx): how much the class token looks at each patch. */
  readonly attention: Float32Array;
}

export interface Encoder {
  /** @param crops each of the size of a global crop. @param weights under the names of timm and DINO. */
  encode(weights: NamedTensors, crops: readonly Float32Array[]): Promise<readonly Encoding[]>;
  dispose(): Promise<void>;
}

/** Images that pass the network together. */
const BATCH = 8;

export async function openEncoder(config: DinoPretrainingConfig, options: SessionOptions = {}): Promise<Encoder> {
  const session = await openSession(encoderModel(config, BATCH), options);
  return {
    encode: async (weights, crops) => {
      const encodings: Encoding[] = [];
      for (let first = 0; first < crops.length; first += BATCH)
        encodings.push(...(await encodeBatch(session, config, weights, crops.slice(first, first + BATCH))));
      return encodings;
    },
    dispose: () => session.dispose(),
  };
}

/** A batch that is not full runs with empty images behind. */
async function encodeBatch(
  session: Session,
  config: DinoPretrainingConfig,
  weights: NamedTensors,
  crops: readonly Float32Array[],
): Promise<Encoding[]> {
  const { size } = config.crops.global;
  const images = new Float32Array(BATCH * size * size);
  crops.forEach((crop, i) => {
    images.set(crop, i * crop.length);
  });
  const feed = [encoderNames.image, float32([BATCH, 1, size, size], images)] as const;
  const outputs = await session.run(new Map([...weights, feed]));
  const { embedDim, heads } = backboneOf(config);
  const patches = (size / config.model.patchSize) ** 2;
  return crops.map((_, i) => ({
    features: rowOf(outputs, encoderNames.features, i, embedDim),
    tokens: rowOf(outputs, encoderNames.tokens, i, patches * embedDim),
    attention: rowOf(outputs, encoderNames.attention, i, heads * patches),
  }));
}

function rowOf(outputs: NamedTensors, name: string, i: number, width: number): Float32Array {
  return Float32Array.from(outputs.get(name)!.data.slice(i * width, (i + 1) * width), Number);
}
