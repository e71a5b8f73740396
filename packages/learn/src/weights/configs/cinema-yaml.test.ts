import { expect, test } from "vitest";
import { readCinemaYaml } from "./cinema-yaml.ts";

/** As cinema/mae/config.yaml, of what decides the model. */
const pretraining = `
data:
  sax: {spacing: [1.0, 1.0, 10.0], patch_size: [192, 192, 16], in_chans: 1}
  lax: {spacing: [1.0, 1.0], patch_size: [256, 256], in_chans: 1}
model:
  size: base # tiny, base, large, huge
  views: ["sax", "lax_2c", "lax_3c", "lax_4c"]
  ckpt_path: null
  patch_size: [4, 4, 1]
  scale_factor: [2, 2, 1]
  enc_conv_chans: [64, 128]
  enc_conv_n_blocks: 2
`;

const encoder =
  "size: base, enc_patch_size: [4, 4, 1], enc_scale_factor: [2, 2, 1], enc_conv_chans: [64, 128], enc_conv_n_blocks: 2";

/** As cinema/segmentation/acdc/config.yaml. */
const segmentation = `
task: segmentation
data: {name: acdc, sax: {patch_size: [192, 192, 16], in_chans: 1}}
model:
  name: convunetr
  views: sax
  out_chans: 4
  convunetr: {${encoder}, dec_chans: [32, 64, 128, 256, 512], dec_patch_size: [2, 2, 1], dec_scale_factor: [2, 2, 1], dropout: 0.1}
  unet: {chans: [32, 64, 128, 256, 512], patch_size: [2, 2, 1], scale_factor: [2, 2, 1]}
`;

/** As cinema/classification/acdc/config.yaml. */
const classification = `
task: classification
data: {name: acdc, sax: {patch_size: [192, 192, 16], in_chans: 1}, class_column: pathology, pathology: [DCM, HCM, MINF, NOR, RV]}
model:
  name: convvit
  views: sax
  n_frames: 2
  out_chans: null
  convvit: {${encoder}, drop_path: 0.1}
  resnet: {depth: 50, layer_inplanes: [64, 128, 256, 512]}
`;

test("the pre-training configuration is the masked autoencoder, with all views", () => {
  const { family, config, hints } = readCinemaYaml(pretraining, "cinema.yaml");
  expect(family).toBe("cinema-mae");
  expect(config).toMatchObject({
    image_size_dict: { sax: [192, 192, 16], lax_2c: [256, 256], lax_3c: [256, 256], lax_4c: [256, 256] },
    enc_patch_size_dict: { sax: [4, 4, 1], lax_2c: [4, 4] },
    enc_embed_dim: 768,
    enc_depth: 12,
    enc_n_heads: 12,
    dec_embed_dim: 512,
    dec_depth: 8,
    dec_n_heads: 16,
  });
  expect(hints).toMatchObject({ encoderHeads: 12, decoderHeads: 16 });
});

test("a segmentation configuration is ConvUNetR with its decoder; model.name decides between it and the U-Net", () => {
  expect(readCinemaYaml(segmentation, "config.yaml")).toMatchObject({
    family: "cinema-convunetr",
    task: "segmentation, trained on acdc",
    config: { out_chans: 4, dec_chans: [32, 64, 128, 256, 512], dec_patch_size_dict: { sax: [2, 2, 1] } },
  });
  expect(readCinemaYaml(segmentation.replace("name: convunetr", "name: unet"), "config.yaml")).toMatchObject({
    family: "unet",
    config: { dims: 3, inChannels: 1, outChannels: 4, channels: [32, 64, 128, 256, 512], patchSize: [2, 2, 1] },
  });
});

test("a classifier has as many outputs as classes are listed; frames multiply a ResNet's channels", () => {
  expect(readCinemaYaml(classification, "config.yaml")).toMatchObject({
    family: "cinema-convvit",
    task: "classification of pathology (DCM, HCM, MINF, NOR, RV), trained on acdc",
    config: { n_frames: 2, out_chans: 5, in_chans_dict: { sax: 1 } },
  });
  expect(readCinemaYaml(classification.replace("name: convvit", "name: resnet"), "config.yaml")).toMatchObject({
    family: "resnet",
    config: { depth: 50, dims: 3, inChannels: 2, outChannels: 5, layerChannels: [64, 128, 256, 512] },
  });
});

test("landmarks of a long-axis view have the outputs that the model states", () => {
  const landmarks = `
task: regression
data: {name: landmark, lax: {patch_size: [256, 256], in_chans: 1}}
model: {name: convvit, views: lax_4c, n_frames: 1, out_chans: 6, convvit: {${encoder}}}
`;
  expect(readCinemaYaml(landmarks, "config.yaml")).toMatchObject({
    config: { image_size_dict: { lax_4c: [256, 256] }, enc_patch_size_dict: { lax_4c: [4, 4] }, out_chans: 6 },
    warnings: [],
  });
});

test("the published regressors of ejection fraction come with a warning", () => {
  const regression = classification
    .replace("task: classification", "task: regression")
    .replace("class_column: pathology", "regression_column: ef");
  const { config, warnings } = readCinemaYaml(regression, "config.yaml");
  expect(config).toMatchObject({ out_chans: 1 });
  expect(warnings[0]).toContain("is no ejection fraction");
});

test.each([
  ["is no YAML", "model: [unclosed"],
  ["model: Invalid input", "just: words"],
  ["model.name is mamba; known: convvit, convunetr, unet, resnet", "model: {name: mamba}"],
  ["model.convunetr.dec_chans", segmentation.replace("dec_chans", "channels")],
  ["data tells no image size of lax_4c", segmentation.replace("views: sax", "views: lax_4c")],
  ["data.pathology must list the classes", classification.replace("pathology: [DCM, HCM, MINF, NOR, RV]", "other: 1")],
])("a configuration is refused: %s", (text, yaml) => {
  expect(() => readCinemaYaml(yaml, "config.yaml")).toThrow(
    expect.objectContaining({ kind: "bad-config", message: expect.stringContaining(text) }),
  );
});
