/** Which model something comes from. */
export interface ModelFacts {
  readonly name: string;
  /** Of the weight file. */
  readonly sha256: string;
  /** Of the weights. */
  readonly licence: string;
}
