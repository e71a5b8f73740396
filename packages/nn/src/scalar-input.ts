import { input, type Tensor } from "@cmrkit/graph";

/** A number that the host feeds at every step under a name: a learning rate, the count of steps, a schedule's value. */
export function scalarInput(name: string): Tensor {
  return input(name, "float32", []);
}
