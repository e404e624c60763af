/** The frame around every view: the connection, joining, the reader's identity, notices. */

import type { Texts } from "..";
import { plurals } from "../plurals";
import { iso } from "./isolate";

const count = plurals("ar");

const account: Texts["frame"]["account"] = {
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

export const frame: Texts["frame"] = {
  connecting: "جارٍ الاتصال",
  live: "مباشر",
  silent: "لا جواب",
  reconnecting: "تُعاد محاولة الاتصال",
  closed: "انقطع الاتصال",
  banner: {
    notYet: "لا اتصال بعد. المزايدة تنتظر.",
    silent: (time) => `لا جواب منذ ${iso(time)}. المزايدة تنتظر.`,
    lost: (time) => `انقطع الاتصال منذ ${iso(time)}. المزايدة تنتظر.`,
  },
  join: "انضم",
  signOut: "تسجيل الخروج",
  language: "اللغة",
  contract: "واجهة API",
  joinTitle: "انضم إلى المزاد",
  joinHint: (example) => `يرى الآخرون اسمك مع علامة قصيرة، مثل ${iso(example)}.`,
  yourName: "اسمك",
  token: "رمز الدخول",
  signIn: "تسجيل الدخول",
  haveToken: "لديّ رمز دخول",
  joinWithName: "انضم باسمك",
  registrationClosed: "التسجيل بالاسم مغلق هنا. الصق رمز الدخول الذي أعطاك إياه المنظم.",
  tokenNotValid: "رمز الدخول هذا غير صالح هنا.",
  account,
};
