/** Why a queue cannot be used, in a sentence that says what to do: known to those who never load its libraries. */

export class QueueProblem extends Error {}
