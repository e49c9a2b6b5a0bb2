/** The words of a picture. */
export interface PictureText {
  readonly title: string;
  readonly subtitle?: string;
  /** Lines at the foot of the picture: who observed, when, with what. */
  readonly caption?: readonly string[];
}
