/** All weights of a network, held to its model and to being numbers. */
import { decodeFloat16, type HostTensor, isFloating } from "@cmrkit/tensor";
import { LearnError } from "../errors.ts";
import { countNonFinite, differences, firstFew } from "./comparison.ts";
import type { IdentifiedModel } from "./identify.ts";
import type { OpenedWeights } from "./open-weights.ts";

/** How far reading is. */
export type ReadProgress = (done: number, total: number) => void;

/**
 * The model of an opened network that holds it to the letter: every parameter there, none too many, each of its shape
 * and of real numbers: whole ones are what a quantised model keeps, and mean nothing without the scales beside them.
 * @throws {LearnError} `bad-checkpoint` naming the first few and how many; `bad-config` when the configuration beside it
 *   contradicts it.
 */
export function wholeModel({ file, model, tensors, configProblems }: OpenedWeights): IdentifiedModel {
  if (!model)
    throw new LearnError("bad-checkpoint", `${file.path} is no model that cmrkit knows; look with cmr weights inspect`);
  const whole = wholeNumbered(model, tensors);
  const types = `${whole.length} of whole numbers, where weights are real ones: ${firstFew(whole)}`;
  const problems = [...differences(model.comparison), ...(whole.length > 0 ? [types] : [])];
  if (problems.length > 0) throw new LearnError("bad-checkpoint", `${file.path}: ${problems.join("; ")}`);
  if (configProblems.length > 0) throw new LearnError("bad-config", `${file.path}: ${configProblems.join("; ")}`);
  return model;
}

/** Parameters that are stored as whole numbers, each with its type. */
export function wholeNumbered({ specs }: IdentifiedModel, tensors: OpenedWeights["tensors"]): readonly string[] {
  return specs.flatMap(({ name }) => {
    const tensor = tensors.get(name);
    return tensor && !isFloating(tensor.dtype) ? [`${name} (${tensor.storedAs})`] : [];
  });
}

/**
 * Reads tensors one by one, each checked for values that are no numbers.
 * @throws {LearnError} `bad-checkpoint` naming a tensor with NaN or infinite values.
 */
export function finiteReader({ file, read }: Pick<OpenedWeights, "file" | "read">): (name: string) => HostTensor {
  return (name) => {
    const tensor = read(name);
    const { nan, infinite } = countNonFinite(tensor);
    if (nan + infinite > 0)
      throw new LearnError(
        "bad-checkpoint",
        `${file.path}: ${name} has ${nan} values that are NaN and ${infinite} that are infinite`,
      );
    return tensor;
  };
}

/**
 * All parameters of an opened network in single precision, by the names of its model.
 * @throws {LearnError} as `wholeModel` and `finiteReader`.
 */
export function loadModel(weights: OpenedWeights, onProgress: ReadProgress = () => {}): Map<string, HostTensor> {
  const { specs } = wholeModel(weights);
  const read = finiteReader(weights);
  return new Map(
    specs.map(({ name }, i) => {
      onProgress(i, specs.length);
      return [name, singlePrecision(read(name))];
    }),
  );
}

export function singlePrecision({ dtype, shape, data }: HostTensor): HostTensor {
  if (data instanceof Uint16Array) return { dtype: "float32", shape, data: decodeFloat16(data) };
  if (data instanceof Float64Array) return { dtype: "float32", shape, data: Float32Array.from(data) };
  return { dtype, shape, data };
}
