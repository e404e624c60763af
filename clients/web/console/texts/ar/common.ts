/** What several rooms say: statuses, formats, refusals, buttons. */

import { iso } from "../../../ui/texts/ar/isolate";
import type { Texts } from "..";

const statuses: Texts["common"]["statuses"] = {
  scheduled: "لم تُفتح بعد",
  open: "مفتوحة",
  paused: "متوقفة مؤقتًا",
  closing: "الإنذار الأخير",
  sold: "بيعت",
  unsold: "لم تُبَع",
  cancelled: "سُحبت",
  deleted: "حُذفت",
};

const formats: Texts["common"]["formats"] = {
  english: "إنجليزي، تصاعدي",
  dutch: "هولندي، سعر يتناقص",
  sealed_first: "عروض سرية، السعر الأول",
  sealed_second: "عروض سرية، السعر الثاني",
  uniform: "سعر موحّد",
  fixed: "سعر ثابت",
};

const shortFormats: Texts["common"]["shortFormats"] = {
  english: "إنجليزي",
  dutch: "هولندي",
  sealed_first: "سري، الأول",
  sealed_second: "سري، الثاني",
  uniform: "موحّد",
  fixed: "ثابت",
};

const standings: Texts["common"]["standings"] = {
  none: "لم يطلب",
  requested: "يطلب المزايدة",
  deposit_due: "التأمين مستحق",
  approved: "مقبول",
  refused: "مرفوض",
  blocked: "محظور",
};

const refusals: Texts["common"]["refusals"] = {
  tooLow: (minimum) =>
    minimum === "" ? "المبلغ منخفض جدًا." : `المبلغ منخفض جدًا: الحد الأدنى الآن ${iso(minimum)}.`,
  implausible: (limit) => `هذا أعلى من السقف ${iso(limit)}. أكّد أنه مقصود.`,
  limitExceeded: (limit) =>
    limit === "" ? "هذا يتجاوز حدّ المزايد." : `هذا يتجاوز حدّ المزايد، وهو ${iso(limit)}.`,
  alreadyLeading: "هذا المزايد متصدّر بالفعل.",
  unanswered: "لا جواب. ربما نُفّذ الإجراء وربما لا: راجع الأمر.",
  unauthenticated: "انتهى تسجيل دخولك.",
  forbidden: "لا يُسمح لك بهذا في هذا المزاد.",
  rateLimited: "الطلبات كثيرة جدًا. انتظر لحظة.",
  notOpen: "لم تُفتح القطعة بعد.",
  closed: "انتهت القطعة.",
  paused: "القطعة متوقفة مؤقتًا.",
};

export const common: Texts["common"] = {
  statuses,
  formats,
  shortFormats,
  standings,
  refusals,
  lot: (lot) => `القطعة ${iso(lot)}`,
  noLot: "—",
  done: "تم.",
  saved: "حُفظ.",
  loading: "جارٍ التحميل …",
  sending: "جارٍ الإرسال …",
  save: "حفظ",
  cancel: "إلغاء",
  delete: "حذف",
  more: "عرض المزيد",
  notANumber: "هذا ليس عددًا صحيحًا.",
  notAMoment: "هذا ليس تاريخًا ووقتًا.",
  required: "هذا الحقل مطلوب.",
};
