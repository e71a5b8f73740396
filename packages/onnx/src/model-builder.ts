/**
 * An ONNX model under construction: nodes, initializers, named inputs and outputs. Source: ONNX IR version 10, opset 21.
 */
import type { DType, HostTensor, Shape } from "@cmrkit/tensor";
import onnxProto from "onnx-proto";

const { onnx } = onnxProto;

const OPSET = 21;
const IR_VERSION = 10;
const MICROSOFT_OPSET = 1;

/** TensorProto.DataType of each element type. Source: onnx.proto, enum DataType. */
const dataTypes = {
  float32: 1,
  uint8: 2,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
} as const satisfies Record<DType, number>;

export function onnxDataType(dtype: DType): number {
  return dataTypes[dtype];
}

/** Values of node attributes; a JavaScript number is an ONNX float unless it is marked as an integer. */
export type AttributeValue = Integer | Subgraph | number | string | readonly number[];

/** A graph inside a node: the body of a loop. It may read every value of the graph around it. */
export interface Subgraph {
  readonly subgraph: InstanceType<typeof onnx.GraphProto>;
}

/** A value's name and type where a graph declares it. */
export interface ValueSpec {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: Shape;
}

/** Marks a number as an ONNX integer attribute. Lists of numbers are always lists of integers. */
export interface Integer {
  readonly integer: number;
}

export function integer(value: number): Integer {
  return { integer: value };
}

export interface NodeSpec {
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
  readonly domain?: "" | "com.microsoft";
}

/** A class for its identity: it gathers a model until `finish`. */
export class ModelBuilder {
  #nodes: InstanceType<typeof onnx.NodeProto>[] = [];
  readonly #initializers: InstanceType<typeof onnx.TensorProto>[] = [];
  readonly #inputs: InstanceType<typeof onnx.ValueInfoProto>[] = [];
  readonly #outputs: InstanceType<typeof onnx.ValueInfoProto>[] = [];
  readonly #described: InstanceType<typeof onnx.ValueInfoProto>[] = [];
  readonly #int64Names = new Map<string, string>();
  #counter = 0;

  /** A name that no other value has. */
  freshName(): string {
    return `v${this.#counter++}`;
  }

  /** Adds a node with one output, under a fresh name unless one is given, and returns that name. */
  add(opType: string, inputs: readonly string[], spec: NodeSpec = {}, output = this.freshName()): string {
    this.addAll(opType, inputs, [output], spec);
    return output;
  }

  addAll(opType: string, inputs: readonly string[], outputs: readonly string[], spec: NodeSpec = {}): void {
    const attribute = Object.entries(spec.attributes ?? {}).map(([name, value]) => attributeProto(name, value));
    const [input, output] = [[...inputs], [...outputs]];
    this.#nodes.push(onnx.NodeProto.create({ opType, input, output, attribute, domain: spec.domain ?? "" }));
  }

  /** A graph of the nodes that `addNodes` adds; initializers go to the graph around it. */
  subgraph(inputs: readonly ValueSpec[], outputs: readonly ValueSpec[], addNodes: () => void): Subgraph {
    const around = this.#nodes;
    this.#nodes = [];
    addNodes();
    const subgraph = onnx.GraphProto.create({
      name: this.freshName(),
      node: this.#nodes,
      input: inputs.map(({ name, dtype, shape }) => valueInfo(name, dtype, shape)),
      output: outputs.map(({ name, dtype, shape }) => valueInfo(name, dtype, shape)),
    });
    this.#nodes = around;
    return { subgraph };
  }

  input(name: string, dtype: DType, shape: Shape): void {
    this.#inputs.push(valueInfo(name, dtype, shape));
  }

  output(name: string, dtype: DType, shape: Shape): void {
    this.#outputs.push(valueInfo(name, dtype, shape));
  }

  /** Declares the type of a value that no runtime could infer. */
  describe({ name, dtype, shape }: ValueSpec): void {
    this.#described.push(valueInfo(name, dtype, shape));
  }

  /** Stores a tensor in the model. */
  initializer({ dtype, shape, data }: HostTensor, name = this.freshName()): string {
    this.#initializers.push(tensorProto(name, { dtype, shape, data }));
    return name;
  }

  /** A vector of whole numbers as an initializer; equal vectors are stored once. */
  int64Vector(values: readonly number[]): string {
    const key = values.join(",");
    const known = this.#int64Names.get(key);
    if (known) return known;
    const data = BigInt64Array.from(values, BigInt);
    const name = this.initializer({ dtype: "int64", shape: [values.length], data });
    this.#int64Names.set(key, name);
    return name;
  }

  finish(): Uint8Array {
    return onnx.ModelProto.encode({
      irVersion: IR_VERSION,
      producerName: "cmrkit",
      opsetImport: [
        { domain: "", version: OPSET },
        { domain: "com.microsoft", version: MICROSOFT_OPSET },
      ],
      graph: {
        name: "cmrkit",
        node: this.#nodes,
        initializer: this.#initializers,
        input: this.#inputs,
        output: this.#outputs,
        valueInfo: this.#described,
      },
    }).finish();
  }
}

/** A tensor as ONNX stores it, values raw and little-endian. */
export function tensorProto(name: string, { dtype, shape, data }: HostTensor) {
  const rawData = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return onnx.TensorProto.create({ name, dims: [...shape], dataType: dataTypes[dtype], rawData });
}

function attributeProto(name: string, value: AttributeValue) {
  const { AttributeType } = onnx.AttributeProto;
  if (typeof value === "number") return onnx.AttributeProto.create({ name, type: AttributeType.FLOAT, f: value });
  if (typeof value === "string")
    return onnx.AttributeProto.create({ name, type: AttributeType.STRING, s: new TextEncoder().encode(value) });
  if ("subgraph" in value) return onnx.AttributeProto.create({ name, type: AttributeType.GRAPH, g: value.subgraph });
  if ("integer" in value) return onnx.AttributeProto.create({ name, type: AttributeType.INT, i: value.integer });
  return onnx.AttributeProto.create({ name, type: AttributeType.INTS, ints: [...value] });
}

function valueInfo(name: string, dtype: DType, shape: Shape) {
  const dim = shape.map((extent) => ({ dimValue: extent }));
  return onnx.ValueInfoProto.create({ name, type: { tensorType: { elemType: dataTypes[dtype], shape: { dim } } } });
}
