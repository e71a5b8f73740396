import { elementCount } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { ParameterScope } from "../../parameters.ts";
import { type MaskedAutoencoderConfig, maskedAutoencoder } from "../masked-autoencoder.ts";
import { imageInputs, maskInputs } from "./inputs.ts";
import { type CinemaSize, cinemaSizes, cinemaVariants } from "./variants.ts";
import type { CinemaView } from "./view.ts";

const sax = { name: "sax", imageSize: [192, 192, 16], inChannels: 1, patchSize: [4, 4, 1], scaleFactor: [2, 2, 1] };

function longAxis(name: string): CinemaView {
  return { name, imageSize: [256, 256], inChannels: 1, patchSize: [4, 4], scaleFactor: [2, 2] };
}

/** The four views at their published sizes. */
function parametersOf(size: CinemaSize): number {
  const { encoder, decoder, convChannels, convBlocks } = cinemaVariants[size];
  const config: MaskedAutoencoderConfig = {
    views: [sax, longAxis("lax_2c"), longAxis("lax_3c"), longAxis("lax_4c")],
    convChannels,
    convBlocks,
    convNorm: "layer",
    embedDim: encoder.embedDim,
    transformer: encoder,
    decoder: { embedDim: decoder.embedDim, transformer: decoder },
  };
  const scope = new ParameterScope();
  maskedAutoencoder(scope, config, imageInputs(config, 1), maskInputs(config, 1, 0.75));
  return scope.specs.reduce((sum, { shape }) => sum + elementCount(shape), 0);
}

test("the masked autoencoder of base is as large as the published one, 503 MB of float32", () => {
  const parameters = parametersOf("base");
  expect(parameters).toBe(125_670_400);
  expect((4 * parameters) / 1e6).toBeCloseTo(503, -1);
});

test("variants grow from tiny to huge", () => {
  const counts = cinemaSizes.map(parametersOf);
  expect(counts).toEqual([...counts].sort((a, b) => a - b));
  expect(counts.map((count) => Math.round(count / 1e6))).toMatchInlineSnapshot(`
    [
      8,
      29,
      126,
      348,
      681,
    ]
  `);
});

test("heads divide the width of every transformer", () => {
  const transformers = cinemaSizes.flatMap((size) => [cinemaVariants[size].encoder, cinemaVariants[size].decoder]);
  expect(transformers.filter(({ embedDim, heads }) => embedDim % heads !== 0)).toEqual([]);
});
