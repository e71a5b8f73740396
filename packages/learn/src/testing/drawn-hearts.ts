/** Images that need no files: a bright disc in a dark ring beside a bright crescent on a grey ground, no two alike. */
import { randomStream } from "@cmrkit/tensor";
import type { LoadedImage } from "../loading/load-image.ts";

const EXTENT = 48;

/** One slice of one frame in 0 … 1; its number decides size, place and brightness of everything. */
export function drawnHeart(id: number): LoadedImage {
  const random = randomStream(id).fork("heart");
  const [x0, y0] = [18 + 12 * random.uniform(), 18 + 12 * random.uniform()];
  const radius = 4 + 8 * random.uniform();
  const thickness = 2 + 4 * random.uniform();
  const [ground, cavity] = [0.2 + 0.3 * random.uniform(), 0.7 + 0.3 * random.uniform()];
  const data = Float32Array.from({ length: EXTENT * EXTENT }, (_, at) => {
    const [x, y] = [at % EXTENT, Math.floor(at / EXTENT)];
    const distance = Math.hypot(x - x0, y - y0);
    if (distance < radius) return cavity;
    if (distance < radius + thickness) return 0.1;
    return Math.hypot(x - x0 + radius, y - y0) < radius + thickness ? 0.9 * cavity : ground;
  });
  return { data, size: [1, 1, EXTENT, EXTENT], spacingMm: null };
}
