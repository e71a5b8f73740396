/** How the processes of one training run speak with each other. */
export interface Communicator {
  /** Which of the processes this is, from 0. */
  readonly rank: number;
  readonly size: number;
  /** Replaces every number by its mean over all processes, which must call this with arrays of the same lengths. */
  averageInPlace(values: readonly Float32Array[]): Promise<void>;
  dispose(): void;
}

/** A run of one process. */
export const alone: Communicator = {
  rank: 0,
  size: 1,
  averageInPlace: () => Promise.resolve(),
  dispose: () => {},
};
