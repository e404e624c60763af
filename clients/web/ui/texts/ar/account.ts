/** Who the reader is: joining, the name, the link that is a key, signing out. */

import type { AccountTexts } from "../account";
import { plurals } from "../plurals";
import { iso } from "./isolate";

const count = plurals("ar");

export const account: AccountTexts = {
  joinTitle: "انضم إلى المزاد",
  joinHint: (example) => `يرى الآخرون اسمك مع علامة قصيرة، مثل ${iso(example)}.`,
  token: "رمز الدخول",
  signIn: "تسجيل الدخول",
  haveToken: "لديّ رمز دخول",
  joinWithName: "انضم باسمك",
  registrationClosed: "التسجيل بالاسم مغلق هنا. الصق رمز الدخول الذي أعطاك إياه المنظم.",
  tokenNotValid: "رمز الدخول هذا غير صالح هنا.",
  title: "أنت",
  yourName: "اسمك",
  change: "غيّر",
  nameChanged: "تغيّر اسمك، ومزايداتك تبقى لك.",
  keyTitle: "رابطك",
  keyHint: (name) => `يسجّل دخولك باسم ${iso(name)} على أي جهاز. وهو مفتاح: من يملكه يمكنه المزايدة باسمك.`,
  keyUntil: (date) => `يعمل حتى ${iso(date)}.`,
  keyNeeded: "من دونه لن تتمكن من العودة بعد تسجيل الخروج هنا.",
  copy: "انسخ الرابط",
  copied: "نُسخ. احفظه حيث تحفظ كلمات المرور.",
  copyByHand: "انسخه من هذه الخانة.",
  joined: (name) => `لقد انضممت يا ${iso(name)}`,
  goOn: "متابعة",
  close: "إغلاق",
  leading: (items) =>
    count(items, {
      one: "أنت متصدّر على قطعة واحدة. مزايدتك تبقى قائمة، وإن فزت فعليك دفع السعر.",
      two: "أنت متصدّر على قطعتين. مزايداتك تبقى قائمة، وإن فزت فعليك دفع السعر.",
      few: "أنت متصدّر على # قطع. مزايداتك تبقى قائمة، وإن فزت فعليك دفع السعر.",
      many: "أنت متصدّر على # قطعة. مزايداتك تبقى قائمة، وإن فزت فعليك دفع السعر.",
      other: "أنت متصدّر على # قطعة. مزايداتك تبقى قائمة، وإن فزت فعليك دفع السعر.",
    }),
  askSignOut: "أتسجّل الخروج من هذا المتصفح؟",
  stay: "ابقَ",
};
