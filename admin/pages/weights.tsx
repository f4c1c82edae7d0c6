export default function Weights() {
  return null;
}
