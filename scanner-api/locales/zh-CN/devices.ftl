# 物联网设备：登记、接入、读数、按小时锚定

subject-device = 设备 { $id }
record-device-registered = 登记设备
record-device-key-rotated = 更换设备密钥
record-device-moved = 变更设备位置
record-device-retired = 停用设备
record-hour-anchored = 锚定一小时读数
record-readings-missing = 提示：读数缺号

group-devices = 数字牧场
task-devices = 我的设备
task-devices-hint = 项圈、电子秤、温度计等设备的读数与锚定
count-devices = { $number } 台

devices-title = 我的设备
devices-explain = 设备用自己的密钥为每条读数签名，每小时把读数的摘要锚定到账本上，事后无法改动、增减。
devices-empty = 还没有设备。登记后即可接入读数。
devices-at-place = 设备数据
device-active = 在用
device-retired = 已停用
device-no-hour = 尚未锚定
device-hours-line = 已锚定 { $hours } 小时 · 最近 { $time }
device-owner = 所属主体
device-place = 安装在
device-key = 公钥
device-registered = 登记时间
device-hours = 已锚定小时数
device-last-hour = 最近锚定的小时
device-retired-why = 停用原因
device-readings = 最新读数
device-readings-empty = 还没有收到读数。请查看“如何接入”。
device-reading-line = { $time } · 序号 { $number }
device-hours-title = 最近 24 小时
device-hour-late = 迟锚
device-hour-anchored = 已锚定
device-hour-now = 本小时
device-hour-none = 无读数
device-hour-waits = 待锚定
device-hour-line = { $readings } 条读数 · 序号 { $first } 至 { $last } · 区块 { $block }
device-hour-missing = 缺 { $number } 个序号
device-hour-taken = 已收到 { $readings } 条读数
device-connect = 如何接入
device-connect-explain = 私钥只留在设备上，本系统不保存。下面的命令可在装有 openssl、curl、jq 的设备或网关上直接运行；TOKEN 是在接口文档中申请的令牌。
device-connect-numbers = 读数序号从小到大、不跳号；缺号会在账本上留下提示。数值以千分之一为单位，例如 38.6 °C 写作 38600。
device-step-key = 1. 在设备上生成密钥，第二行输出的是登记用的公钥
device-step-reading = 2. 上报一条读数
device-step-anchor = 3. 每小时结束后，取得要签名的内容
device-step-sign = 4. 由设备签名并提交锚定

do-register-device = 登记设备
register-device-explain = 请先在设备上生成密钥，再把公钥填到这里。
do-rotate-device-key = 更换密钥
rotate-device-key-explain = 更换后，旧密钥不能再签名；读数序号继续递增。
do-move-device = 变更位置
do-retire-device = 停用设备

ask-device_kind = 设备种类
ask-place = 安装在
ask-place_tag = 或者：牲畜的耳标号
ask-place_tag-hint = 项圈等装在一头牲畜身上的设备填 15 位耳标号，其他设备不填
ask-device_key = 公钥
ask-device_key-hint = 64 位十六进制数字，由设备生成
ask-device_serial = 出厂编号
ask-device_serial-hint = 账本上只保存它的摘要
mistake-device-key = 公钥应为 64 位十六进制数字
mistake-device-serial = 请填写出厂编号
mistake-place-tag = 没有这个耳标

word-device-scale = 电子秤
word-device-thermometer = 温度计
word-device-collar = 项圈
word-device-ear_tag_reader = 耳标读写器
word-device-camera = 摄像机
word-device-weather_station = 气象站
word-device-feeder = 饲喂器
word-device-soil_probe = 土壤传感器
word-device-water_probe = 水质传感器
word-device-cold_chain_recorder = 冷链记录仪

word-metric-mass = 重量
word-metric-temperature = 温度
word-metric-humidity = 湿度
word-metric-activity = 活动量
word-metric-rumination = 反刍时间
word-metric-feed = 采食量
word-metric-water = 饮水量
word-metric-heads = 头数
