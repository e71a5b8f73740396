/** What can be wrong with a stack of short-axis images, each done to a patient's. */
import { type CaseImage, readCaseImage } from "@cmrkit/learn";
import { randomStream } from "@cmrkit/tensor";

/** (Z, Y, X), x fastest. */
export interface Stack {
  readonly data: Float32Array;
  readonly size: readonly [Z: number, Y: number, X: number];
  readonly spacingMm: readonly [z: number, y: number, x: number];
}

/** EMIDEC does not tell its spacing. */
const ASSUMED_MM = [10, 1.5, 1.5] as const;

export async function stackOf(image: CaseImage, id: string): Promise<Stack> {
  const { data, size, spacingMm } = await readCaseImage(image, id);
  return { data, size: [size[1], size[2], size[3]], spacingMm: spacingMm ?? ASSUMED_MM };
}

type Change = (stack: Stack, brightest: number) => Stack;

function each(stack: Stack, value: (own: number, x: number, y: number, z: number) => number): Stack {
  const [, Y, X] = stack.size;
  const data = stack.data.map((own, at) => value(own, at % X, Math.floor(at / X) % Y, Math.floor(at / (X * Y))));
  return { ...stack, data };
}

/** Beyond an edge comes the other one. */
function at({ data, size: [, Y, X] }: Stack, x: number, y: number, z: number): number {
  return data[(z * Y + ((y + Y) % Y)) * X + ((x + X) % X)]!;
}

function noisy(share: number): Change {
  const random = randomStream(2).fork(Math.round(100 * share));
  return (stack, brightest) => each(stack, (own) => own + share * brightest * random.normal());
}

const BLUR = 3;
function blurred(stack: Stack): Stack {
  return each(stack, (_, x, y, z) => {
    let sum = 0;
    for (let dy = -BLUR; dy <= BLUR; dy++) for (let dx = -BLUR; dx <= BLUR; dx++) sum += at(stack, x + dx, y + dy, z);
    return sum / (2 * BLUR + 1) ** 2;
  });
}

export const changes: Readonly<Record<string, Change>> = {
  "noise of 10 %": noisy(0.1),
  "noise of 20 %": noisy(0.2),
  "ghost of 40 %": (stack) =>
    each(stack, (own, x, y, z) => own + 0.4 * at(stack, x, y + Math.floor(stack.size[1] / 3), z)),
  inverted: (stack, brightest) => each(stack, (own) => brightest - own),
  "slices mixed": (stack) => each(stack, (_, x, y, z) => at(stack, x, y, (z * 5 + 3) % stack.size[0])),
  "slices shifted in turn": (stack) => each(stack, (_, x, y, z) => at(stack, x + (z % 2) * 12, y, z)),
  "pixels twice as large": (stack) => {
    const [dz, dy, dx] = stack.spacingMm;
    return { ...stack, spacingMm: [dz, 2 * dy, 2 * dx] };
  },
  "off the heart": (stack) => each(stack, (_, x, y, z) => at(stack, x, y + Math.floor(stack.size[1] / 2), z)),
  blurred,
};

/** Brighter than nearly all pixels. */
export function brightestOf({ data }: Stack): number {
  return data.toSorted()[Math.floor(0.995 * (data.length - 1))]!;
}

/** Held out of all pre-training, and here of what is usual. */
export const UNSEEN = ["009", "011", "012", "029", "036", "037", "042", "044", "046", "054", "065", "074", "079", "081", "094", "099"];
