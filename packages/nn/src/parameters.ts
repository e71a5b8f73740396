/**
 * Parameters by the names of the PyTorch originals. A layer asks for `weight`, the scope knows it is
 * `encoder.blocks.0.attn.q.weight`; building a model leaves the list of what it needs.
 */
import { input, type Tensor } from "@cmrkit/graph";
import {
  allocate,
  elementCount,
  type HostTensor,
  type NamedTensors,
  type RandomStream,
  type Shape,
  ShapeError,
  sameShape,
  showShape,
} from "@cmrkit/tensor";
import type { Initialiser } from "./initialisers.ts";

/** A parameter that a model needs: its place in the state dict, and how it starts. */
export interface ParameterSpec {
  readonly name: string;
  readonly shape: Shape;
  readonly initialiser: Initialiser;
  /** The graph input that carries it. */
  readonly tensor: Tensor;
  /** A buffer rides along in checkpoints but takes no gradient (positions, running statistics). */
  readonly isBuffer: boolean;
}

/** A place in the state dict under which layers declare their parameters. A class for its identity: it gathers. */
export class ParameterScope {
  readonly #specs: Map<string, ParameterSpec>;
  readonly #prefix: string;
  readonly #kept: Tensor[];

  constructor(prefix = "", specs = new Map<string, ParameterSpec>(), kept: Tensor[] = []) {
    this.#prefix = prefix;
    this.#specs = specs;
    this.#kept = kept;
  }

  /** The scope one or more names further in, as in `scope.at("blocks", 0)`. */
  at(...path: readonly (string | number)[]): ParameterScope {
    return new ParameterScope(`${this.#prefix}${path.join(".")}.`, this.#specs, this.#kept);
  }

  /** The whole name of what this scope calls `name`. */
  path(name: string): string {
    return this.#prefix + name;
  }

  /** A trained parameter. Asking twice gives the same tensor. */
  parameter(name: string, shape: Shape, initialiser: Initialiser): Tensor {
    return this.#declare(name, shape, initialiser, false);
  }

  /** A value that is stored but not trained. */
  buffer(name: string, shape: Shape, initialiser: Initialiser): Tensor {
    return this.#declare(name, shape, initialiser, true);
  }

  /** Marks a value to keep where a training run chooses to compute all others again for the gradients; returns it. */
  keep(value: Tensor): Tensor {
    this.#kept.push(value);
    return value;
  }

  /** What layers have marked under any scope of this model, such as the output of every block: `BatchGraph.kept`. */
  get kept(): readonly Tensor[] {
    return [...this.#kept];
  }

  /** Everything declared so far under any scope of this model, in order of declaration. */
  get specs(): readonly ParameterSpec[] {
    return [...this.#specs.values()];
  }

  #declare(name: string, shape: Shape, initialiser: Initialiser, isBuffer: boolean): Tensor {
    const path = this.path(name);
    const known = this.#specs.get(path);
    if (known && !sameShape(known.shape, shape))
      throw new ShapeError(`${path} is ${showShape(known.shape)} and asked for as ${showShape(shape)}`);
    if (known) return known.tensor;
    const tensor = input(path, "float32", shape);
    this.#specs.set(path, { name: path, shape, initialiser, tensor, isBuffer });
    return tensor;
  }
}

/** Fresh values for every parameter. Each draws from its own stream, named by the parameter. */
export function initialParameters(specs: readonly ParameterSpec[], random: RandomStream): Map<string, HostTensor> {
  return new Map(
    specs.map(({ name, shape, initialiser }) => {
      const data = allocate("float32", elementCount(shape));
      initialiser(data, shape, random.fork(name));
      return [name, { dtype: "float32", shape, data }];
    }),
  );
}

/** What a weight file lacks or has too much for a model, and the shapes that differ. */
export interface ParameterMismatch {
  readonly missing: readonly string[];
  readonly unexpected: readonly string[];
  readonly misshapen: readonly string[];
}

export function compareParameters(specs: readonly ParameterSpec[], weights: NamedTensors): ParameterMismatch {
  const names = new Set(specs.map(({ name }) => name));
  return {
    missing: specs.filter(({ name }) => !weights.has(name)).map(({ name }) => name),
    unexpected: [...weights.keys()].filter((name) => !names.has(name)),
    misshapen: specs
      .filter(({ name, shape }) => !sameShape(weights.get(name)?.shape ?? shape, shape))
      .map(({ name }) => name),
  };
}
