/** The few distributions of jstat (1.9.6, which brings no types of its own) that the statistics use. */

declare module "jstat" {
  interface Beta {
    /** The cumulative distribution function. */
    cdf(x: number, alpha: number, beta: number): number;
  }
  interface Quantiles<P extends readonly number[]> {
    /** The quantile of a probability. */
    inv(p: number, ...parameters: P): number;
  }
  interface JStat {
    readonly beta: Beta;
    readonly normal: Quantiles<[mean: number, sd: number]>;
    readonly studentt: Quantiles<[degrees: number]>;
  }
  const jstat: { readonly jStat: JStat };
  export default jstat;
}
