//! Plain words for the errors of devices, Chinese and English: what is wrong, and what to do.

/// Code, Chinese, English.
type Row = (&'static str, &'static str, &'static str);

/// The texts.
#[rustfmt::skip]
pub(super) const DEVICES: &[Row] = &[
    ("Devices.NoItems", "没有要提交的内容", "There is nothing to submit"),
    ("Devices.PlaceNotForDevices", "设备只能安装在主体、养殖场、地块、畜群、牲畜或车辆上", "A device stands at an organisation, farm, plot, herd, animal or vehicle"),
    ("Devices.PlaceUnknown", "没有该安装对象，请检查类别和编号", "There is no such place; check its kind and number"),
    ("Devices.NotPlaceHolder", "该安装对象不属于您的主体", "The place is in the hands of another organisation"),
    ("Devices.KeyTaken", "该公钥已被某台设备使用过，请在设备上重新生成密钥", "A device has or had this key; make a new pair of keys on the device"),
    ("Devices.DevicesExhausted", "设备编号已用完", "The numbers for devices are used up"),
    ("Devices.DeviceUnknown", "没有该设备", "There is no such device"),
    ("Devices.NotDeviceOwner", "该设备属于其他主体", "The device belongs to another organisation"),
    ("Devices.DeviceRetired", "该设备已停用", "The device was taken out of use"),
    ("Devices.AlreadyThere", "该设备已经在此处", "The device stands there already"),
    ("Devices.ReasonBlank", "请填写理由", "Give a reason"),
    ("Devices.ReadingsOutOfRange", "读数个数与首末序号不符，每小时最多 36000 个", "The count does not fit the first and last number; an hour has at most 36,000 readings"),
    ("Devices.HourNotOver", "该小时尚未结束，请在结束后锚定", "The hour is not over yet; anchor it afterwards"),
    ("Devices.SignatureInvalid", "签名不是该设备现用密钥对此内容的签名", "The signature is not one of the device's present key over this anchor"),
    ("Devices.HourAnchored", "该小时已经锚定，或其中没有缺少的读数", "The hour has its anchor, or no readings are missing in it"),
    ("Devices.ReadingsAnchored", "其中有读数已随其他小时锚定", "Some of these readings are anchored with another hour already"),
    ("Devices.TimelineFull", "该对象的记录已满，不能再增加", "The subject takes no more records"),
];

/// Whether an error says that the signer may not do this, whatever the request contains.
pub(super) fn is_authorisation(code: &str) -> bool {
    matches!(code, "Devices.NotDeviceOwner" | "Devices.NotPlaceHolder")
}
