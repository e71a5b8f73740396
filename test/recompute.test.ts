/** Recomputation as ONNX Runtime carries it out: the same gradients, copies that are neither merged nor made too early. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { input, mul, reduceMean } from "@cmrkit/graph";
import { type BatchGraph, gradientGraph, initialParameters, ParameterScope, vit, vitDefaults } from "@cmrkit/nn";
import { cpuBlockElements, emit } from "@cmrkit/onnx";
import { openSession } from "@cmrkit/runtime";
import { float32, type HostTensor, type NamedTensors, randomStream, toNumbers } from "@cmrkit/tensor";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectClose } from "./expect-runs-like.ts";

const DEPTH = 3;
const IMAGE = [2, 1, 16, 16];
const random = randomStream(2026);

/** A small vision transformer whose loss is the mean square of its features. */
function batchGraph(): BatchGraph {
  const scope = new ParameterScope();
  const size = { embedDim: 32, depth: DEPTH, heads: 2, inChannels: 1 };
  const config = { ...vitDefaults, ...size, imageSize: [16, 16], patchSize: [4, 4] } as const;
  const { cls, patches } = vit(scope, config, input("image", "float32", IMAGE));
  const loss = mul(reduceMean(mul(cls, cls)), reduceMean(mul(patches, patches)));
  return { specs: scope.specs, loss, metrics: { loss }, kept: scope.kept };
}

interface Outcome {
  /** The gradients by parameter, and the loss. */
  readonly outputs: NamedTensors;
  /** Operators in the order in which they ran. */
  readonly ran: readonly string[];
}

let folder: string;
let whole: Outcome;
let recomputed: Outcome;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "cmrkit-recompute-"));
  whole = await run(false);
  recomputed = await run(true);
});
afterAll(() => rmSync(folder, { recursive: true }));

async function run(recomputes: boolean): Promise<Outcome> {
  const batch = batchGraph();
  const { outputs } = gradientGraph(batch, { recomputes });
  const profilePrefix = join(folder, `recomputes-${recomputes}`);
  const session = await openSession(emit(outputs, { blockElements: cpuBlockElements }), { threads: 1, profilePrefix });
  const image = float32(
    IMAGE,
    Float32Array.from({ length: 512 }, (_, i) => Math.sin(i)),
  );
  const parameters = initialParameters(batch.specs, random.fork("weights"));
  const results = await session.run(new Map<string, HostTensor>([...parameters, ["image", image]]));
  await session.dispose();
  return { outputs: results, ran: operatorsOf(profilePrefix) };
}

/** What ONNX Runtime's profile says of each node that ran. */
function operatorsOf(profilePrefix: string): string[] {
  const [file] = readdirSync(folder).filter((name) => join(folder, name).startsWith(profilePrefix));
  const events = JSON.parse(readFileSync(join(folder, file!), "utf8")) as {
    name: string;
    args?: { op_name?: string };
  }[];
  return events.filter(({ name }) => name.endsWith("_kernel_time")).map(({ args }) => args?.op_name ?? "");
}

/** How many nodes ran from each Softmax, of which a block has one, to the next. */
function gaps({ ran }: Outcome): number[] {
  const places = ran.flatMap((operator, i) => (operator === "Softmax" ? [i] : []));
  return places.slice(1).map((place, i) => place - places[i]!);
}

describe("a vision transformer that keeps only its tokens between blocks", () => {
  test("has the gradients of one that keeps everything", () => {
    for (const [name, { data }] of whole.outputs)
      expectClose(toNumbers(recomputed.outputs.get(name)!.data), toNumbers(data), 1e-6, name);
  });

  test("makes every block again: ONNX Runtime merges no copy with its original", () => {
    expect(gaps(whole).length + 1).toBe(DEPTH);
    expect(gaps(recomputed).length + 1).toBe(2 * DEPTH);
  });

  test("makes a block again only when the block behind it has its gradients", () => {
    const forward = gaps(recomputed).slice(0, DEPTH - 1);
    const backward = gaps(recomputed).slice(DEPTH);
    for (const [i, nodes] of backward.entries()) expect(nodes).toBeGreaterThan(2 * forward[i]!);
  });
});
