/** The stored step of DINO under our names: its settings, its networks, its crops. */
import { AVERAGE, type DinoConfig, type DinoCrops, dinoInputs, stateName, vitDefaults } from "@cmrkit/nn";
import { float32, type HostTensor, type NamedTensors, toNumbers } from "@cmrkit/tensor";
import { z } from "zod";
import { type Reference, storedTensor } from "./reference.ts";

const positive = z.int().positive();

export const dinoArguments = z.strictObject({
  image_size: positive,
  patch_size: positive,
  in_chans: positive,
  embed_dim: positive,
  depth: positive,
  n_heads: positive,
  mlp_ratio: positive,
  norm_eps: z.number().positive(),
  head: z.strictObject({
    hidden_dim: positive,
    bottleneck_dim: positive,
    n_layers: positive,
    out_dim: positive,
    norm_last_layer: z.boolean(),
  }),
  n_local_crops: z.int().nonnegative(),
  student_temp: z.number().positive(),
  teacher_temp_schedule: z.array(z.number().positive()),
  epoch: z.int().nonnegative(),
  center_momentum: z.number(),
  adamw: z.strictObject({
    lr: z.number(),
    betas: z.tuple([z.number(), z.number()]),
    eps: z.number(),
    weight_decay: z.number(),
  }),
  teacher_momentum: z.number(),
});

export type DinoArguments = z.infer<typeof dinoArguments>;

/** The networks and losses that the original's arguments mean. */
export function dinoConfig(settings: DinoArguments): DinoConfig {
  const { image_size, patch_size, head } = settings;
  return {
    backbone: {
      ...vitDefaults,
      inChannels: settings.in_chans,
      imageSize: [image_size, image_size],
      patchSize: [patch_size, patch_size],
      embedDim: settings.embed_dim,
      depth: settings.depth,
      heads: settings.n_heads,
      mlpRatio: settings.mlp_ratio,
      normEpsilon: settings.norm_eps,
    },
    head: {
      layers: head.n_layers,
      hiddenDim: head.hidden_dim,
      bottleneckDim: head.bottleneck_dim,
      prototypes: head.out_dim,
      normLastLayer: head.norm_last_layer,
    },
    studentTemperature: settings.student_temp,
    centerMomentum: settings.center_momentum,
    koleoWeight: 0,
  };
}

/** The teacher's weights as moving averages, and the crops, which the original keeps apart, as two feeds. */
export function underOurNames(
  reference: Reference,
  { n_local_crops }: DinoArguments,
): { reference: Reference; crops: DinoCrops } {
  const crop = (kind: string, n: number) =>
    Array.from({ length: n }, (_, i) => storedTensor(reference, `in.${kind}.${i}`));
  const [globals, locals] = [crop("global", 2), crop("local", n_local_crops)];
  const size = ({ shape }: HostTensor) => [shape[2]!, shape[3]!] as const;
  const crops: DinoCrops = {
    images: globals[0]!.shape[0]!,
    globalSize: size(globals[0]!),
    localCrops: n_local_crops,
    localSize: size(locals[0] ?? globals[0]!),
  };
  const stacked = [
    [dinoInputs.globalCrops, stackSecond(globals)] as const,
    ...(locals.length > 0 ? [[dinoInputs.localCrops, stackSecond(locals)] as const] : []),
  ];
  const io = new Map([...reference.io, ...stacked]);
  return { reference: { ...reference, weights: renamed(reference.weights), io }, crops };
}

/** `student.*` without its prefix, `teacher.*` as the moving average. */
function renamed(tensors: NamedTensors): NamedTensors {
  return new Map(
    [...tensors].map(([name, tensor]) => [
      name.replace(/^student\./, "").replace(/^teacher\./, stateName(AVERAGE, "")),
      tensor,
    ]),
  );
}

/** Tensors (B, …) as one (B, n, …). */
function stackSecond(parts: readonly HostTensor[]): HostTensor {
  const [B, ...rest] = parts[0]!.shape;
  const size = parts[0]!.data.length / B!;
  const rows = Array.from({ length: B! }, (_, b) =>
    parts.flatMap(({ data }) => Array.from(toNumbers(data)).slice(b * size, (b + 1) * size)),
  );
  return float32([B!, parts.length, ...rest], rows.flat());
}
