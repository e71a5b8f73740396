/** Asking a running command to save and end. */

export interface StopRequest {
  readonly isRequested: boolean;
}

/**
 * Ctrl-C, SIGTERM and SIGUSR1 ask for a stop; a second one of its kind ends the program as ever. SIGUSR1 is the one that
 * `mpirun` passes on and lets its processes heed.
 */
export function stopRequest(): StopRequest {
  const request = { isRequested: false };
  for (const signal of ["SIGINT", "SIGTERM", "SIGUSR1"] as const)
    process.once(signal, () => {
      request.isRequested = true;
    });
  return request;
}
