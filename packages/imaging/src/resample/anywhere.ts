/** Resampling through any affine map: turned, sheared, permuted. Trilinear, voxel by voxel. */
import type { ResampleJob, Voxels } from "./job.ts";
import { type AxisSamples, locate, OUTSIDE } from "./sampling.ts";

/** The voxels of all frames on the target grid. */
export function resampleAnywhere<A extends Voxels>(job: ResampleJob<A>): A {
  const { sourceSize, targetSize, targetToSource, method } = job;
  const [m00, m01, m02, m03, m10, m11, m12, m13, m20, m21, m22, m23] = targetToSource.matrix;
  const [I, J, K] = targetSize;
  const target = job.allocate(job.frameCount * I * J * K);
  const samples: AxisSamples = { lower: new Int32Array(3), upper: new Int32Array(3), weight: new Float64Array(3) };
  let at = 0;
  for (let k = 0; k < K; k++) {
    for (let j = 0; j < J; j++) {
      for (let i = 0; i < I; i++) {
        locate(m00! * i + m01! * j + m02! * k + m03!, sourceSize[0], method, samples, 0);
        locate(m10! * i + m11! * j + m12! * k + m13!, sourceSize[1], method, samples, 1);
        locate(m20! * i + m21! * j + m22! * k + m23!, sourceSize[2], method, samples, 2);
        fillVoxel(job, target, at, samples);
        at += 1;
      }
    }
  }
  return target;
}

/** One target voxel in every frame: the eight neighbours and their weights are the same in all. */
function fillVoxel(job: ResampleJob<Voxels>, target: Voxels, at: number, { lower, upper, weight }: AxisSamples): void {
  const { source, frameCount, outside } = job;
  const [I, J, K] = job.sourceSize;
  const isOutside = lower[0] === OUTSIDE || lower[1] === OUTSIDE || lower[2] === OUTSIDE;
  const [x0, x1, wx] = [lower[0]!, upper[0]!, weight[0]!];
  const [wy, wz] = [weight[1]!, weight[2]!];
  const row00 = (lower[2]! * J + lower[1]!) * I;
  const row01 = (lower[2]! * J + upper[1]!) * I;
  const row10 = (upper[2]! * J + lower[1]!) * I;
  const row11 = (upper[2]! * J + upper[1]!) * I;
  const targetStride = target.length / frameCount;
  for (let t = 0; t < frameCount; t++) {
    const frame = t * I * J * K;
    const nearPlane = between(
      between(source[frame + row00 + x0]!, source[frame + row00 + x1]!, wx),
      between(source[frame + row01 + x0]!, source[frame + row01 + x1]!, wx),
      wy,
    );
    const farPlane = between(
      between(source[frame + row10 + x0]!, source[frame + row10 + x1]!, wx),
      between(source[frame + row11 + x0]!, source[frame + row11 + x1]!, wx),
      wy,
    );
    target[t * targetStride + at] = isOutside ? outside : between(nearPlane, farPlane, wz);
  }
}

/** Written so that between equal values it is that value, to the last bit. */
function between(a: number, b: number, weight: number): number {
  return a + weight * (b - a);
}
