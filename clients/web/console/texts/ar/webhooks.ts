/** Webhooks and their deliveries. */

import { iso } from "../../../ui/texts/ar/isolate";
import { plurals } from "../../../ui/texts/plurals";
import type { Texts } from "..";

const count = plurals("ar");

export const webhooks: Texts["webhooks"] = {
  title: "خطافات الويب",
  hint: "تُرسل الأحداث إلى خدمة لك بطلبات POST موقّعة. وخطافات مدير المزاد تتلقى أحداث مزاداته.",
  url: "العنوان",
  events: "الأحداث",
  add: "إضافة",
  none: "لا خطاف بعد.",
  secret: "المفتاح السري، ولا يُعرض إلا الآن. احفظه حيث يتحقق المتلقي من التواقيع:",
  copy: "نسخ",
  copied: "نُسخ",
  enabled: "مفعّل",
  disabled: "معطّل",
  enable: "تفعيل",
  disable: "تعطيل",
  test: "إرسال تجربة",
  remove: "حذف",
  removeAsk: "حذفه مع إرسالاته؟",
  failures: (failures) =>
    count(failures, {
      one: "إخفاق واحد",
      two: "إخفاقان متتاليان",
      few: "# إخفاقات متتالية",
      many: "# إخفاقًا متتاليًا",
      other: "# إخفاق متتالٍ",
    }),
  deliveries: "الإرسالات",
  states: { all: "الكل", pending: "قيد الإرسال", delivered: "وصلت", dead: "متروكة" },
  columns: { type: "الحدث", state: "الحالة", attempts: "المحاولات", last: "آخر جواب", created: "الإنشاء", acts: "" },
  noDeliveries: "لا إرسال بعد.",
  sendAgain: "إعادة الإرسال",
  body: "المحتوى",
  nextAt: (when) => `التالية ${iso(when)}`,
  tested: "أُرسلت تجربة.",
  sentAgain: "أُعيد الإرسال.",
};
