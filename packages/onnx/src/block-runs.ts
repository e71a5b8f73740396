/**
 * Runs of nodes that work row by row, and so can work block by block: each block of rows goes through the whole run
 * while it lies in the processor's cache, where one node after another would carry every tensor through main memory.
 *
 * A run sees its tensors as R rows of L elements. Elementwise nodes fit any split; a mean over the last axes fixes L,
 * and so does an operand with one value a row (a mean) or one row for all (a scale). Only nodes that follow one another
 * in the graph's order form a run, so that taking them together can never close a cycle.
 */
import type { Node, PrimitiveName, Tensor, TensorType } from "@cmrkit/graph";
import { elementCount, type Shape, sameShape } from "@cmrkit/tensor";

/** Nodes in order, over tensors of `rows` × `rowLength` elements. */
export interface BlockRun {
  readonly nodes: readonly Node[];
  readonly rows: number;
  readonly rowLength: number;
  readonly blockRows: number;
}

/**
 * Elements of a block on a CPU of two cores (measured in `bench/README.md`): smaller blocks stay in the cache more surely,
 * but the cores wait for each other after every node of every block.
 */
export const cpuBlockElements = 2 ** 18;

/** Blocks much smaller than asked for, where the rows divide badly, cost more to start than they save. */
const LEAST_BLOCK_SHARE = 1 / 8;
/** A run of fewer passes does not repay its loop. */
const LEAST_PASSES = 3;

const elementwise: ReadonlySet<PrimitiveName> = new Set([
  ...(["Neg", "Abs", "Exp", "Log", "Sqrt", "Reciprocal", "Erf", "Sin", "Cos", "Relu", "Sigmoid", "Tanh"] as const),
  ...(["Gelu", "Not", "Cast", "Add", "Sub", "Mul", "Div", "Pow", "Max", "Min", "Where", "And", "Or"] as const),
  ...(["Equal", "Less", "LessOrEqual", "Greater", "GreaterOrEqual"] as const),
]);

/**
 * Splits an order into runs that pay off and single nodes. Inputs, constants and single numbers, such as an optimiser's
 * factors, come before the run they fall into.
 * @param blockElements How many elements of a tensor a block holds at most, where a row is not longer.
 */
export function blockRuns(order: readonly Node[], blockElements: number): (Node | BlockRun)[] {
  const units: (Node | BlockRun)[] = [];
  let open: OpenRun | undefined;
  for (const node of order) {
    if (node.inputs.length === 0 || (open && isNumberOutside(node, open))) {
      units.push(node);
      continue;
    }
    const split = splitOf(node);
    if (open && split && open.accepts(split)) open.push(node, split);
    else {
      if (open) units.push(...open.close(blockElements));
      open = split && new OpenRun(node, split);
      if (!open) units.push(node);
    }
  }
  return open ? [...units, ...open.close(blockElements)] : units;
}

/** Whether a node makes one number from numbers that the run does not make, and so can go before it. */
function isNumberOutside({ inputs, outputTypes }: Node, run: OpenRun): boolean {
  const isNumber = ({ shape }: TensorType) => elementCount(shape) === 1;
  return outputTypes.every(isNumber) && inputs.every((tensor) => isNumber(tensor) && !run.makes(tensor.node));
}

/** How a node's tensors fall into rows; without `rowLength`, any way will do. */
interface RowSplit {
  readonly elements: number;
  readonly rowLength: number | undefined;
}

/** A class for its identity: it gathers. */
class OpenRun {
  readonly #nodes: Node[];
  readonly #elements: number;
  #rowLength: number | undefined;

  constructor(node: Node, { elements, rowLength }: RowSplit) {
    this.#nodes = [node];
    this.#elements = elements;
    this.#rowLength = rowLength;
  }

  accepts({ elements, rowLength }: RowSplit): boolean {
    return elements === this.#elements && agree(rowLength, this.#rowLength);
  }

  makes(node: Node): boolean {
    return this.#nodes.includes(node);
  }

  push(node: Node, { rowLength }: RowSplit): void {
    this.#nodes.push(node);
    this.#rowLength ??= rowLength;
  }

  /** The run, where it has passes enough and rows that make two blocks or more; else its nodes. */
  close(blockElements: number): readonly (Node | BlockRun)[] {
    const rowLength = this.#rowLength ?? 1;
    const rows = this.#elements / rowLength;
    const blockRows = largestDivisor(rows, Math.max(1, blockElements / rowLength));
    const passes = this.#nodes.filter(({ primitive }) => primitive !== "Reshape").length;
    const paysOff =
      rows !== rowLength && // else one value a row could not be told from one row for all
      passes >= LEAST_PASSES &&
      blockRows < rows &&
      blockRows * rowLength >= blockElements * LEAST_BLOCK_SHARE;
    return paysOff ? [{ nodes: this.#nodes, rows, rowLength, blockRows }] : this.#nodes;
  }
}

function agree(a: number | undefined, b: number | undefined): boolean {
  return a === undefined || b === undefined || a === b;
}

function largestDivisor(n: number, most: number): number {
  for (let divisor = Math.min(n, Math.floor(most)); divisor > 1; divisor--) if (n % divisor === 0) return divisor;
  return 1;
}

function splitOf(node: Node): RowSplit | undefined {
  if (node.primitive === "ReduceSum" || node.primitive === "ReduceMean")
    return reductionSplit(node.inputs[0]!, node.attributes.axes);
  const { shape } = node.outputTypes[0]!;
  const elements = elementCount(shape);
  if (node.primitive === "Reshape") return { elements, rowLength: undefined };
  if (!elementwise.has(node.primitive)) return undefined;
  let rowLength: number | undefined;
  for (const operand of node.inputs) {
    const length = operandRowLength(operand.shape, shape);
    if (length === "unfit" || !agree(length, rowLength)) return undefined;
    rowLength ??= length;
  }
  return { elements, rowLength };
}

/** Over the last axes, all of a row. */
function reductionSplit({ shape }: Tensor, axes: readonly number[]): RowSplit | undefined {
  const first = shape.length - axes.length;
  if (first === 0 || axes.some((axis, i) => axis !== first + i)) return undefined;
  return { elements: elementCount(shape), rowLength: elementCount(shape.slice(first)) };
}

/** The row length that broadcasting an operand to `shape` asks for, if any. */
function operandRowLength(operand: Shape, shape: Shape): number | undefined | "unfit" {
  if (sameShape(operand, shape) || elementCount(operand) === 1) return undefined;
  const aligned = [...new Array<number>(shape.length - operand.length).fill(1), ...operand];
  const matches = (from: number, to: number) => sameShape(aligned.slice(from, to), shape.slice(from, to));
  const isOne = (from: number, to: number) => aligned.slice(from, to).every((extent) => extent === 1);
  for (let k = 1; k < shape.length; k++) {
    const oneEachRow = matches(0, k) && isOne(k, shape.length);
    const oneForAll = isOne(0, k) && matches(k, shape.length);
    if (oneEachRow || oneForAll) return elementCount(shape.slice(k));
  }
  return "unfit";
}
