/** Studies that need no files: a bright disc in a dark ring on a grey ground, another size in each patient and frame. */
import { randomStream } from "@cmrkit/tensor";
import { frameOf, type LoadedImage } from "../../../loading/load-image.ts";
import type { ImageSource } from "../image-source.ts";
import type { MaeStudy } from "../studies.ts";
import type { ViewName } from "../views.ts";

const FRAMES = 3;
const EXTENT = 28;

/** Studies whose image ids are their number; every third has both views, the others one. */
export function drawnStudies(count: number): readonly MaeStudy[] {
  const combinations: readonly (readonly ViewName[])[] = [["sax", "lax_4c"], ["sax"], ["lax_4c"]];
  return Array.from({ length: count }, (_, i) => {
    const views = combinations[i % combinations.length]!;
    const images = new Map(views.map((view) => [view, [[i]]] as const));
    return { patient: `patient${i}`, study: "1", images };
  });
}

export const drawnSource: ImageSource = {
  frameCount: () => FRAMES,
  loadFrame: async ([id], frameIndex, grid) => {
    const { data, size } = frameOf(drawImage(id!, grid.isStack ? 4 : 1), frameIndex);
    return { data, size: [size[1], size[2], size[3]] };
  },
};

/** All frames. */
export function drawImage(id: number, Z: number): LoadedImage {
  const random = randomStream(id);
  const radius = 4 + 4 * random.uniform();
  const data = Float32Array.from({ length: FRAMES * Z * EXTENT * EXTENT }, (_, at) => {
    const [x, y] = [at % EXTENT, Math.floor(at / EXTENT) % EXTENT];
    const frame = Math.floor(at / (EXTENT * EXTENT * Z));
    const distance = Math.hypot(x - 13.5, y - 13.5) - (radius - frame);
    const noise = 5 * random.normal(); // images of few whole numbers are taken for label maps
    if (distance < 0) return 1000 + noise;
    return (distance < 2.5 ? 100 : 400) + noise;
  });
  return { data, size: [FRAMES, Z, EXTENT, EXTENT], spacingMm: [10, 4, 4] };
}
