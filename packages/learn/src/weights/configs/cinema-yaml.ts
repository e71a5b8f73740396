/**
 * The configuration files that CineMA publishes beside its weights (`pretrained/cinema.yaml`, `finetuned/…/config.yaml`):
 * what its `get_model` functions make of them.
 *
 * Source: cinema/mae/mae.py, cinema/convvit.py, cinema/segmentation/convunetr.py and unet.py, cinema/resnet.py, and the
 * config.yaml of each task.
 */
import { cinemaVariants } from "@cmrkit/nn";
import { parse } from "yaml";
import { z } from "zod";
import { LearnError } from "../../errors.ts";
import type { ModelDescription } from "./model-description.ts";
import { hintsOfOriginal } from "./original-arguments.ts";

const count = z.int().positive();
const sizes = z.array(count).min(2);
const viewData = z.looseObject({ patch_size: sizes, in_chans: count });
const sizeName = z.enum(["tiny", "base", "large", "huge"]);

/** The original's own `tiny`, a size for its tests; the others are those of `cinemaVariants`. Source: `get_vit_config`. */
const originalTiny = { embedDim: 16, depth: 1, heads: 2 };

const stem = { enc_conv_chans: z.array(count), enc_conv_n_blocks: z.int().min(0) };
const encoder = { size: sizeName, enc_patch_size: sizes, enc_scale_factor: sizes, ...stem };

const dataSchema = z.looseObject({
  name: z.string().optional(),
  sax: viewData.optional(),
  lax: viewData.optional(),
  class_column: z.string().optional(),
  regression_column: z.string().optional(),
});
type Data = z.infer<typeof dataSchema>;

const pretrainingSchema = z.looseObject({
  data: dataSchema,
  model: z.looseObject({ size: sizeName, patch_size: sizes, scale_factor: sizes, ...stem }),
});

const fineTuning = {
  task: z.string().optional(),
  data: dataSchema,
};
const fineTuned = { views: z.union([z.string().transform((view) => [view]), z.array(z.string()).min(1)]) };

const convViTSchema = z.looseObject({
  ...fineTuning,
  model: z.looseObject({
    ...fineTuned,
    n_frames: count,
    out_chans: count.nullish(),
    convvit: z.looseObject(encoder),
  }),
});

const decoder = { dec_chans: z.array(count).min(1), dec_patch_size: sizes, dec_scale_factor: sizes };
const convUNetRSchema = z.looseObject({
  ...fineTuning,
  model: z.looseObject({ ...fineTuned, out_chans: count, convunetr: z.looseObject({ ...encoder, ...decoder }) }),
});

const unetSchema = z.looseObject({
  ...fineTuning,
  model: z.looseObject({
    ...fineTuned,
    out_chans: count,
    unet: z.looseObject({ chans: z.array(count).min(2), patch_size: sizes, scale_factor: sizes }),
  }),
});

const resNetSchema = z.looseObject({
  ...fineTuning,
  model: z.looseObject({
    ...fineTuned,
    n_frames: count,
    out_chans: count.nullish(),
    resnet: z.looseObject({ depth: count, layer_inplanes: z.array(count).length(4) }),
  }),
});

const nameSchema = z.looseObject({ model: z.looseObject({ name: z.string().optional() }) });

type Meaning = Pick<ModelDescription, "family" | "config">;

/** By `model.name`; the pre-training configuration has none. */
const readers: ReadonlyMap<string | undefined, (yaml: unknown, path: string) => Meaning> = new Map([
  [undefined, (yaml, path) => maskedAutoencoder(valid(pretrainingSchema, yaml, path))],
  ["convvit", (yaml, path) => convViT(valid(convViTSchema, yaml, path), path)],
  ["convunetr", (yaml, path) => convUNetR(valid(convUNetRSchema, yaml, path), path)],
  ["unet", (yaml, path) => unet(valid(unetSchema, yaml, path), path)],
  ["resnet", (yaml, path) => resNet(valid(resNetSchema, yaml, path), path)],
] satisfies [string | undefined, (yaml: unknown, path: string) => Meaning][]);

/** @throws {LearnError} `bad-config` when the text is no YAML, or no configuration of CineMA, with every issue. */
export function readCinemaYaml(text: string, path: string): ModelDescription {
  const yaml = parsedYaml(text, path);
  const { name } = valid(nameSchema, yaml, path).model;
  const read = readers.get(name);
  if (!read)
    throw new LearnError(
      "bad-config",
      `${path}: model.name is ${name}; known: ${[...readers.keys()].filter(Boolean).join(", ")}`,
    );
  const { family, config } = read(yaml, path);
  const { task, data } = z.looseObject(fineTuning).parse(yaml);
  return {
    path,
    family,
    config,
    hints: hintsOfOriginal(config),
    task: taskText(task, data),
    warnings: warningsOf(task, data),
  };
}

function maskedAutoencoder({ data, model }: z.infer<typeof pretrainingSchema>): Meaning {
  const views = [...(data.sax ? ["sax"] : []), ...(data.lax ? ["lax_2c", "lax_3c", "lax_4c"] : [])];
  const size = cinemaVariants[model.size === "tiny" ? "base" : model.size].decoder;
  const { embedDim, depth, heads } = model.size === "tiny" ? originalTiny : size;
  return {
    family: "cinema-mae",
    config: {
      ...encoderArguments(data, views, {
        ...model,
        enc_patch_size: model.patch_size,
        enc_scale_factor: model.scale_factor,
      }),
      dec_embed_dim: embedDim,
      dec_depth: depth,
      dec_n_heads: heads,
    },
  };
}

function convViT({ data, model }: z.infer<typeof convViTSchema>, path: string): Meaning {
  const { views, convvit, n_frames } = model;
  expectViews(data, views, path);
  return {
    family: "cinema-convvit",
    config: { ...encoderArguments(data, views, convvit), n_frames, out_chans: outputs(data, model.out_chans, path) },
  };
}

function convUNetR({ data, model }: z.infer<typeof convUNetRSchema>, path: string): Meaning {
  const { convunetr, views } = model;
  const ofAxes = (step: readonly number[]) => ofViews(views, (view) => step.slice(0, axesOf(view)));
  expectViews(data, views, path);
  return {
    family: "cinema-convunetr",
    config: {
      ...encoderArguments(data, views, convunetr),
      out_chans: model.out_chans,
      dec_chans: convunetr.dec_chans,
      dec_patch_size_dict: ofAxes(convunetr.dec_patch_size),
      dec_scale_factor_dict: ofAxes(convunetr.dec_scale_factor),
    },
  };
}

function unet({ data, model }: z.infer<typeof unetSchema>, path: string): Meaning {
  const dims = axesOf(model.views[0]!);
  expectViews(data, model.views, path);
  return {
    family: "unet",
    config: {
      dims,
      inChannels: dataOf(data, model.views[0]!)!.in_chans,
      outChannels: model.out_chans,
      channels: model.unet.chans,
      patchSize: model.unet.patch_size.slice(0, dims),
      scaleFactor: model.unet.scale_factor.slice(0, dims),
    },
  };
}

function resNet({ data, model }: z.infer<typeof resNetSchema>, path: string): Meaning {
  expectViews(data, model.views, path);
  const view = model.views[0]!;
  return {
    family: "resnet",
    config: {
      depth: model.resnet.depth,
      dims: axesOf(view),
      inChannels: dataOf(data, view)!.in_chans * model.n_frames,
      outChannels: outputs(data, model.out_chans, path),
      layerChannels: model.resnet.layer_inplanes,
    },
  };
}

interface EncoderYaml {
  readonly size: z.infer<typeof sizeName>;
  readonly enc_patch_size: readonly number[];
  readonly enc_scale_factor: readonly number[];
  readonly enc_conv_chans: readonly number[];
  readonly enc_conv_n_blocks: number;
}

function encoderArguments(data: Data, views: readonly string[], yaml: EncoderYaml) {
  const { embedDim, depth, heads } = yaml.size === "tiny" ? originalTiny : cinemaVariants[yaml.size].encoder;
  return {
    image_size_dict: ofViews(views, (view) => dataOf(data, view)?.patch_size),
    in_chans_dict: ofViews(views, (view) => dataOf(data, view)?.in_chans),
    enc_patch_size_dict: ofViews(views, (view) => yaml.enc_patch_size.slice(0, axesOf(view))),
    enc_scale_factor_dict: ofViews(views, (view) => yaml.enc_scale_factor.slice(0, axesOf(view))),
    enc_conv_chans: yaml.enc_conv_chans,
    enc_conv_n_blocks: yaml.enc_conv_n_blocks,
    enc_embed_dim: embedDim,
    enc_depth: depth,
    enc_n_heads: heads,
  };
}

function ofViews<T>(views: readonly string[], valueFor: (view: string) => T): Record<string, T> {
  return Object.fromEntries(views.map((view) => [view, valueFor(view)]));
}

function axesOf(view: string): 2 | 3 {
  return view === "sax" ? 3 : 2;
}

/** The image of a view: `sax`, or what all long-axis views share, or what is told of the view alone. */
function dataOf(data: Data, view: string): z.infer<typeof viewData> | undefined {
  if (view === "sax") return data.sax;
  return data.lax ?? viewData.safeParse(data[view]).data;
}

function expectViews(data: Data, views: readonly string[], path: string): void {
  const missing = views.filter((view) => !dataOf(data, view));
  if (missing.length > 0)
    throw new LearnError("bad-config", `${path}: data tells no image size of ${missing.join(", ")}`);
}

/** As many as there are classes, one for a regression, else what the model says. */
function outputs(data: Data, stated: number | null | undefined, path: string): number {
  if (data.class_column !== undefined) {
    const classes = data[data.class_column];
    if (Array.isArray(classes)) return classes.length;
    throw new LearnError("bad-config", `${path}: data.${data.class_column} must list the classes`);
  }
  if (data.regression_column !== undefined) return 1;
  if (typeof stated === "number") return stated;
  throw new LearnError("bad-config", `${path}: model.out_chans is not given, nor data.class_column`);
}

function taskText(task: string | undefined, data: Data): string | undefined {
  if (task === undefined) return undefined;
  const { class_column, regression_column, name } = data;
  const what = class_column ?? regression_column;
  const classes = class_column === undefined ? undefined : data[class_column];
  const listed = Array.isArray(classes) ? ` (${classes.join(", ")})` : "";
  return `${task}${what === undefined ? "" : ` of ${what}${listed}`}${name === undefined ? "" : `, trained on ${name}`}`;
}

/** Source: issue 30 of mathpluscode/CineMA: volumes summed label values over all classes when these were computed. */
function warningsOf(task: string | undefined, { regression_column: column }: Data): readonly string[] {
  if (task !== "regression" || column !== "ef") return [];
  return [
    "the published regressors of ejection fraction learnt from volumes of all structures together; what they predict is no ejection fraction (issue 30 of mathpluscode/CineMA)",
  ];
}

function parsedYaml(text: string, path: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw new LearnError("bad-config", `${path} is no YAML: ${reason}`);
  }
}

function valid<T>(schema: z.ZodType<T>, yaml: unknown, path: string): T {
  const result = schema.safeParse(yaml);
  if (result.success) return result.data;
  const issues = result.error.issues.map((issue) => `${issue.path.join(".") || "the file"}: ${issue.message}`);
  throw new LearnError("bad-config", `${path} is no configuration of a CineMA model:\n  ${issues.join("\n  ")}`);
}
