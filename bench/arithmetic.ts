/** How much arithmetic a graph asks for: the multiplications and additions of its products and convolutions. */
import { type Node, type Tensor, topologicalOrder } from "@cmrkit/graph";
import { elementCount } from "@cmrkit/tensor";

/** 10⁹ floating-point operations. Everything elementwise counts as nothing: it is what a faster program would hide. */
export function gigaflop(outputs: readonly Tensor[]): number {
  const multiplications = topologicalOrder(outputs).reduce((sum, node) => sum + multiplicationsOf(node), 0);
  return (2 * multiplications) / 1e9;
}

function multiplicationsOf({ primitive, attributes, inputs: [a, b], outputTypes }: Node): number {
  const { shape } = outputTypes[0]!;
  switch (primitive) {
    case "MatMul":
      return elementCount(shape) * a!.shape.at(attributes.transA ? -2 : -1)!;
    case "Conv":
      return elementCount(shape) * elementCount(b!.shape.slice(1));
    case "ConvTranspose":
      return elementCount(a!.shape) * elementCount(b!.shape.slice(1));
    case "ConvWeightGradient":
      return elementCount(b!.shape) * elementCount(shape.slice(1));
    default:
      return 0;
  }
}
