/** The frame around the rooms: signing in, the sales, the connection. */

import { iso } from "../../../ui/texts/ar/isolate";
import type { Texts } from "..";

export const frame: Texts["frame"] = {
  title: "لوحة الإدارة",
  connecting: "جارٍ الاتصال",
  live: "مباشر",
  reconnecting: "جارٍ إعادة الاتصال",
  silent: "لا جواب",
  closed: "مغلق",
  signOut: "تسجيل الخروج",
  signIn: "تسجيل الدخول",
  signInTitle: "تسجيل الدخول إلى لوحة الإدارة",
  signInHint: "افتح الرابط الذي طبعته العقدة عند بدئها، أو الصق رمز دخول لمدير مزاد أو كاتب أو مشرف.",
  token: "رمز الدخول",
  tokenRefused: "رمز الدخول غير صالح هنا.",
  signedOut: "رُفض رمز الدخول أو انتهت صلاحيته. سجّل الدخول مجددًا.",
  sales: "المزادات",
  webhooks: "خطافات الويب",
  newSale: "مزاد جديد",
  noSales: "ليس لك مزاد بعد. أنشئ الأول.",
  noSuchSale: "لا يوجد مزاد كهذا.",
  notYours: "لست ممن يديرون هذا المزاد. اطلب من مديره أن يدعوك كاتبًا.",
  notLoaded: "لا يمكن قراءة المزاد الآن. تُعاد المحاولة …",
  yours: "مزاداتك",
  others: "مزادات أخرى",
  by: "المدير:",
  rooms: { setup: "الإعداد", bidders: "المزايدون", run: "الإدارة", results: "النتائج" },
  created: (when) => `أُنشئ ${iso(when)}`,
};
