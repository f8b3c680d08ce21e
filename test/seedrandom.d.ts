/** The one generator of seedrandom that ours is held against, loaded by itself. */
declare module "seedrandom/lib/alea.js" {
  const alea: (seed: string) => { double(): number; int32(): number };
  export default alea;
}
